#include "actors/avi/session.hpp"
#include "actors/runtime/write_turn.hpp"
#include "adapters/log/log.hpp"
#include "protocol/avi/ownership.hpp"
#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace weft::avi {

namespace {

using verb = write_step::verb;

const std::vector<write_step>& steps_of(const transaction& work) {
  return as<batch>(work.body).steps;
}

/// Objects that tenants share are written as what they are: the tenant's that they are of.
std::string tenant_of(const json::value& object, const std::string& otherwise) {
  const auto read = wire::read_reference(object.text_at({"tenant_ref"}));
  if (!read)
    return otherwise;
  return read->name.empty() ? read->uuid : read->name;
}

wire::call call_of(const write_step& step, const settings& how) {
  switch (step.what) {
  case verb::make:
    return wire::create(step.which.type, json::write(step.body), how.tenant);
  case verb::change:
    return wire::replace(step.which.type, step.uuid, json::write(step.body),
                         tenant_of(step.body, how.tenant));
  case verb::remove:
    break;
  }
  return wire::remove(step.which.type, step.uuid, how.tenant);
}

} // namespace

caf::result<committed> session_state::answer(const commit& wish) {
  if (stopping || stands != standing::live)
    return to_error(unusable());
  const bool busy = std::ranges::any_of(
    runs, [&](const auto& one) { return one.second.work->target == wish.work->target; });
  if (busy)
    return to_error({errc::unreachable, "an earlier write has not ended", name, {}});
  auto promise = self->make_response_promise<committed>();
  const auto number = writes.add(promise);
  run fresh;
  fresh.work = wish.work;
  runs.emplace(number, std::move(fresh));
  go_on(number);
  pump();
  return promise;
}

/// Puts the next step that may be carried out in line; without one the batch has ended.
void session_state::go_on(std::uint64_t number) {
  auto& its = runs.at(number);
  const auto& steps = steps_of(*its.work);
  const auto lacks = [&](std::size_t before) { return its.undone.contains(before); };
  while (its.next < steps.size() && std::ranges::any_of(steps[its.next].after, lacks))
    its.undone.insert(its.next++);
  if ((stopping || stands != standing::live) && its.next < steps.size())
    return fail_run(number, unusable());
  if (its.next < steps.size())
    return ready.push_back(number);
  const auto ended = runs.extract(number);
  if (const auto& why = ended.mapped().refused)
    return writes.settle(number, to_error(*why));
  write_trouble.clear();
  writes.settle(number, committed{});
}

bool session_state::begin_writing() {
  if (stands != standing::live || ready.empty())
    return false;
  const auto number = ready.front();
  ready.pop_front();
  auto& its = runs.at(number);
  const auto& step = steps_of(*its.work)[its.next];
  // Under the object's name, so that no two writes of it cross, whichever targets they are for.
  auto turn = take_turn(*wiring.world, "avi/" + wiring.how.name + "/" + to_string(step.which),
                        request_deadline, name);
  if (!turn) {
    fail_run(number, turn.error());
    return true;
  }
  its.sent = true;
  send({errand::write, step.which, number}, call_of(step, wiring.how), turn->deadline,
       std::move(turn->held));
  return true;
}

void session_state::on_written(const job& done, const wire::answered<json::value>& got) {
  auto& its = runs.at(done.belongs);
  its.sent = false;
  const auto& step = steps_of(*its.work)[its.next];
  if (got) {
    relieve();
    if (step.what == verb::remove)
      known.take_gone(step.which, done.asked);
    else if (got->text_at({"uuid"}).empty())
      known.doubt(step.which);
    else
      known.take(step.which, *got, done.asked);
  } else if (const auto why = take_setback(its, step, got.error(), done.asked)) {
    fail_run(done.belongs, *why);
    if (!stopping && got.error().kind == wire::setback::rejected)
      lock_out(got.error().why);
    else if (!stopping && why->code == errc::unreachable && ++useless >= patience
             && stands == standing::live)
      fail_attempt(*why);
    return;
  }
  ++its.next;
  go_on(done.belongs);
}

std::optional<fault> session_state::take_setback(run& its, const write_step& step,
                                                 const wire::refusal& why,
                                                 mirror::moment asked_at) {
  using wire::setback;
  const auto conflict = [&] { return fault{errc::conflict, why.why.what, why.why.where, {}}; };
  if (why.kind == setback::not_found && step.what == verb::remove) {
    known.take_gone(step.which, asked_at);
    return std::nullopt;
  }
  write_trouble = to_string(why.why);
  switch (why.kind) {
  case setback::not_found: // whoever took it away has changed what referred to it before
    for (const auto& [which, held] : known.objects())
      if (references_of(*held).contains(step.which))
        known.doubt(which);
    [[fallthrough]];
  case setback::conflict_name:
  case setback::conflict_stale:
    known.doubt(step.which);
    return conflict();
  case setback::refused:
  case setback::refused_wait:
    return take_refusal(its, step, why);
  case setback::rejected:
    return why.why;
  case setback::auth:
  case setback::transient:
    break;
  }
  known.doubt(step.which); // perhaps it was carried out
  note_trouble(why.why);
  return fault{why.why.code == errc::malformed ? errc::malformed : errc::unreachable,
               why.why.what,
               why.why.where,
               {}};
}

/// @see avi.md 10.2
std::optional<fault> session_state::take_refusal(run& its, const write_step& step,
                                                 const wire::refusal& why) {
  if (why.why.code == errc::throttled)
    return why.why;
  bool lost = false;
  for (const auto& which : references_of(step.body))
    if (which.type == why.missing) {
      known.doubt(which);
      lost = true;
    }
  if (lost) // it was there when we looked
    return fault{errc::conflict, why.why.what, why.why.where, {}};
  if (!why.missing.empty())
    arm_comparison(wiring.how.retry_first); // the site is not what it was
  log::warn("The AVI controller refuses a write.", {{"controller", wiring.how.name},
                                                    {"target", its.work->target},
                                                    {"object", to_string(step.which)},
                                                    {"why", write_trouble}});
  its.undone.insert(its.next);
  if (!its.refused)
    its.refused = why.why;
  return std::nullopt;
}

void session_state::fail_run(std::uint64_t number, const fault& why) {
  std::erase(ready, number);
  runs.erase(number);
  writes.settle(number, to_error(why));
}

void session_state::fail_waiting_runs(const fault& why) {
  std::vector<std::uint64_t> waiting;
  for (const auto& [number, its] : runs)
    if (!its.sent)
      waiting.push_back(number);
  for (const auto number : waiting)
    fail_run(number, why);
}

} // namespace weft::avi
