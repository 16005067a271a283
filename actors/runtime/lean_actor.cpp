#include "actors/runtime/lean_actor.hpp"

#include <caf/actor_system.hpp>
#include <caf/detail/sync_request_bouncer.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <caf/system_messages.hpp>

#include <exception>
#include <string>

namespace weft {

lean_actor::lean_actor(caf::actor_config& with) : extended_base(with), inbox_(caf::unit) {}

void lean_actor::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* by) {
  const auto id = what->mid;
  const auto from = what->sender;
  switch (inbox_.push_back(std::move(what))) {
  case caf::intrusive::inbox_result::unblocked_reader:
    caf::intrusive_ptr_add_ref(ctrl()); // the scheduler's
    if (by)
      by->exec_later(this);
    else
      home_system().scheduler().enqueue(this);
    break;
  case caf::intrusive::inbox_result::queue_closed:
    if (id.is_request())
      caf::detail::sync_request_bouncer{caf::error{}}(from, id);
    break;
  case caf::intrusive::inbox_result::success:
    break;
  }
}

void lean_actor::launch(caf::execution_unit* by, bool lazy, bool hide) {
  if (!hide)
    register_at_system();
  if (lazy && inbox_.try_block())
    return;
  caf::intrusive_ptr_add_ref(ctrl()); // the scheduler's
  by->exec_later(this);
}

bool lean_actor::cleanup(caf::error&& why, caf::execution_unit* by) {
  if (!inbox_.closed()) {
    inbox_.close();
    const caf::detail::sync_request_bouncer bounce{caf::error{}};
    auto refuse = [&](caf::mailbox_element& one) {
      bounce(one);
      return caf::intrusive::task_result::resume;
    };
    while (inbox_.queue().new_round(inbox_.queue().total_task_size(), refuse).consumed_items) {
    }
  }
  return extended_base::cleanup(std::move(why), by);
}

template <class F>
void lean_actor::guard(F run) {
  std::string thrown;
  try {
    return run();
  } catch (const std::exception& what) {
    thrown = what.what();
  } catch (...) {
    thrown = "something that is no std::exception";
  }
  const auto why = caf::make_error(caf::sec::runtime_error, std::move(thrown));
  if (current_mailbox_element())
    answer(why);
  quit(why);
}

caf::resumable::resume_result lean_actor::resume(caf::execution_unit* by, std::size_t at_most) {
  context(by);
  auto consume = [this](caf::mailbox_element& one) {
    current_mailbox_element(&one);
    guard([&] { react(one); });
    current_mailbox_element(nullptr);
    return ending() ? caf::intrusive::task_result::stop_all : caf::intrusive::task_result::resume;
  };
  if (!getf(is_initialized_flag)) {
    setf(is_initialized_flag);
    guard([this] { initialize(); });
  }
  for (std::size_t taken = 0; taken < at_most; ++taken) {
    const bool any = !ending() && inbox_.new_round(1, consume).consumed_items;
    if (ending()) {
      on_exit();
      cleanup(std::move(fail_state_), by);
      return resume_result::done;
    }
    if (!any && inbox_.try_block())
      return resume_result::awaiting_message;
  }
  return resume_result::resume_later;
}

void lean_actor::quit(caf::error why) {
  if (ending())
    return;
  setf(is_shutting_down_flag);
  fail_state_ = std::move(why);
}

void lean_actor::react(caf::mailbox_element& one) {
  auto& what = one.content();
  if (one.mid.is_response())
    return on_answer(what);
  if (what.match_elements<caf::error>())
    return;
  if (!what.match_elements<caf::exit_msg>())
    return on_message(what);
  const auto& told = what.get_as<caf::exit_msg>(0);
  unlink_from(told.source);
  if (told.reason)
    quit(told.reason);
}

} // namespace weft
