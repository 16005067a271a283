#pragma once

#include <caf/detail/type_traits.hpp>
#include <caf/error.hpp>
#include <caf/extend.hpp>
#include <caf/intrusive/drr_queue.hpp>
#include <caf/intrusive/fifo_inbox.hpp>
#include <caf/local_actor.hpp>
#include <caf/mixin/sender.hpp>
#include <caf/policy/normal_messages.hpp>
#include <caf/response_type.hpp>
#include <caf/result.hpp>
#include <caf/resumable.hpp>
#include <caf/typed_behavior.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace weft {

/// The base of actors of which there are as many as watched objects. An event-based actor of CAF
/// holds five queues, its streams and a table of handlers, 1.4 KB before it knows anything; this
/// one holds one queue and tells messages apart by their type, in a sixth of that.
///
/// Scheduled, monitored and ended like any other actor. Messages are taken in the order they came,
/// whatever their priority. What a message makes it throw ends it, and whoever waits for the answer
/// to that message or to one behind it hears so.
class lean_actor : public caf::extend<caf::local_actor, lean_actor>::with<caf::mixin::sender>,
                   public caf::resumable {
public:
  using signatures = caf::none_t; ///< that CAF knows of; `dispatch` knows more

  explicit lean_actor(caf::actor_config& with);

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* by) final;
  void launch(caf::execution_unit* by, bool lazy, bool hide) final;
  bool cleanup(caf::error&& why, caf::execution_unit* by) final;
  resume_result resume(caf::execution_unit* by, std::size_t at_most) final;
  void intrusive_ptr_add_ref_impl() final { caf::intrusive_ptr_add_ref(ctrl()); }
  void intrusive_ptr_release_impl() final { caf::intrusive_ptr_release(ctrl()); }

  /// Ends once the message at hand is done with.
  void quit(caf::error why);

  /// Messages that wait.
  std::size_t backlog() { return inbox_.size(); }

  /// Sends a request to an actor that is there; its answer reaches `on_answer`, without limit of
  /// time.
  template <class Handle, class Message>
  void ask(const Handle& whom, Message what) {
    static_assert(caf::response_type_unbox<caf::signatures_of_t<Handle>,
                                           caf::detail::type_list<Message>>::valid);
    whom->eq_impl(new_request_id(caf::message_priority::normal), ctrl(), context(),
                  std::move(what));
  }

protected:
  /// Runs once, before the first message is taken; what it sends to itself comes behind what has
  /// come already.
  void initialize() override {}
  /// A message that is no answer.
  virtual void on_message(caf::type_erased_tuple& what) = 0;
  /// The answer to a request of ours, or a caf::error.
  virtual void on_answer(caf::type_erased_tuple& what) = 0;

  /// Gives `what` to the handler that takes it, and the requester what that returns.
  /// @tparam Interface The handle type, whose every message must have its handler, and no others.
  template <class Interface, class... Handlers>
  void dispatch(caf::type_erased_tuple& what, Handlers... handlers) {
    using found = caf::detail::type_list<caf::deduce_mpi_t<Handlers>...>;
    using checked = caf::interface_mismatch_t<found, typename Interface::signatures>;
    static_assert(checked::value == int{sizeof...(Handlers)}, "each message needs its handler");
    if (!(try_one(what, handlers) || ...))
      answer(caf::make_error(caf::sec::unexpected_message));
  }

private:
  struct one_queue {
    using mapped_type = caf::mailbox_element;
    using queue_type = caf::intrusive::drr_queue<caf::policy::normal_messages>;
    using deficit_type = queue_type::deficit_type;
    using unique_pointer = queue_type::unique_pointer;
  };

  template <class Handler>
  bool try_one(caf::type_erased_tuple& what, Handler& handler) {
    using trait = caf::detail::get_callable_trait_t<Handler>;
    using message = std::decay_t<caf::detail::tl_head_t<typename trait::arg_types>>;
    if (!what.match_elements<message>())
      return false;
    const auto& held = what.get_as<message>(0);
    if constexpr (std::is_void_v<typename trait::result_type>) {
      handler(held);
      answer(caf::unit);
    } else {
      answer(handler(held));
    }
    return true;
  }

  template <class Answer>
  void answer(Answer what) {
    if (current_message_id().is_request())
      make_response_promise().deliver(std::move(what));
  }
  template <class Answer>
  void answer(caf::result<Answer> what) {
    if (what.flag == caf::rt_error)
      answer(std::move(what.err));
    else if (what.flag == caf::rt_value)
      answer(std::move(what.value));
  }

  bool ending() const { return getf(is_shutting_down_flag); }
  /// Runs it; what it throws ends the actor, and becomes the answer to the message at hand.
  template <class F>
  void guard(F run);
  void react(caf::mailbox_element& one);

  caf::intrusive::fifo_inbox<one_queue> inbox_;
};

} // namespace weft
