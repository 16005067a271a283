#include "actors/cni/answers.hpp"
#include "actors/cni/session.hpp"
#include "protocol/cni/health.hpp"
#include "protocol/cni/wished_pod.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

namespace {

/// What cannot be seen is taken for what it was.
std::vector<interface_view> as_recorded(const std::vector<attachment_record>& records) {
  std::vector<interface_view> out;
  for (const auto& one : records)
    for (auto& each : host_interfaces_of(one.result)) {
      interface_view seen;
      seen.name = std::move(each);
      seen.master = one.host_master;
      out.push_back(std::move(seen));
    }
  return out;
}

} // namespace

caf::result<observed> session_state::answer(const observe& wish) {
  if (uid_in(wish.target).empty())
    return to_error({errc::not_found, "no Pod's target: " + wish.target, name, {}});
  if (stopping)
    return to_error(ending());
  if (!read_once && !reading)
    return to_error({errc::unreachable, record_trouble, name, {}});
  auto promise = self->make_response_promise<observed>();
  known[wish.target] = now();
  line.push_back({wish.target, questions.add(promise)});
  pump();
  return promise;
}

void session_state::pump() {
  if (stopping || !read_once || reading)
    return;
  for (auto i = line.begin(); i != line.end() && looks.size() < looks_at_once;) {
    if (is_unsure(i->target) && is_settled(i->target))
      return read_records();
    if (working.contains(i->target)) { // what is seen now would be stale by then
      ++i;
      continue;
    }
    auto next = std::move(*i);
    i = line.erase(i);
    begin(std::move(next));
  }
}

void session_state::begin(look next) {
  auto held = kept.of(next.target);
  next.view.records = std::move(held.records);
  next.view.torn = std::move(held.torn);
  next.view.boot_id = wiring.node.spaces->boot_id();
  const auto which = ++last_look;
  list(which, looks.emplace(which, std::move(next)).first->second);
}

void session_state::list(std::uint64_t which, look& of) {
  const auto pod = pod_in(of.target);
  sandbox_query query;
  if (of.by_name) {
    query.ns = pod.ns;
    query.name = pod.name;
  } else {
    query.uid = pod.uid;
  }
  wiring.node.containers->list_sandboxes(
    std::move(query),
    tell_answer<result<std::vector<sandbox>>>(self, expect({errand::list, which})));
}

void session_state::on_listed(const job& done, look& of, const result<std::vector<sandbox>>& got) {
  if (!got)
    return lose_runtime(done.look, of);
  const auto& all = *got;
  if (all.empty() && !std::exchange(of.by_name, true))
    return list(done.look, of);
  of.awaited = all.size();
  for (const auto& one : all)
    wiring.node.containers->inspect_sandbox(
      one.id, tell_answer<result<sandbox>>(self, expect({errand::inspect, done.look})));
  if (all.empty())
    look_around(done.look, of);
}

void session_state::on_inspected(const job& done, look& of, const result<sandbox>& got) {
  if (got)
    of.view.sandboxes.push_back(*got);
  else if (got.error().code != errc::not_found) // that one has just gone
    of.view.runtime_answers = false;
  if (--of.awaited > 0)
    return;
  if (!of.view.runtime_answers)
    return lose_runtime(done.look, of);
  look_around(done.look, of);
}

void session_state::lose_runtime(std::uint64_t which, look& of) {
  of.view.runtime_answers = false;
  of.view.sandboxes.clear();
  poll_soon();
  look_around(which, of);
}

void session_state::look_around(std::uint64_t which, look& of) {
  std::set<std::string> paths;
  std::set<std::string> names;
  for (const auto& one : of.view.sandboxes)
    paths.insert(one.netns);
  for (const auto& one : of.view.records) {
    paths.insert(one.netns);
    for (auto& each : host_interfaces_of(one.result))
      names.insert(std::move(each));
  }
  paths.erase("");
  of.awaited = paths.size() + (names.empty() ? 0 : 1);
  for (const auto& path : paths)
    wiring.node.spaces->look(
      path, tell_answer<namespace_look>(self, expect({errand::netns, which, path})));
  if (!names.empty())
    wiring.node.spaces->look_at_host(
      {names.begin(), names.end()},
      tell_answer<result<std::vector<interface_view>>>(self, expect({errand::host, which})));
  if (of.awaited == 0)
    conclude(which, of);
}

void session_state::take_host(look& of, const result<std::vector<interface_view>>& seen) {
  of.view.host = seen ? *seen : as_recorded(of.view.records);
}

void session_state::arrived(std::uint64_t which, look& of) {
  if (--of.awaited == 0)
    conclude(which, of);
}

/// A plan sends nothing there, so that no invoker gets to see it. @see cni.md 7.4
void session_state::note_guard(const look& of) {
  using enum netns_view::standing;
  const auto* current_one = current(of.view.sandboxes);
  const auto seen = of.view.namespaces.find(current_one ? current_one->netns : std::string{});
  const auto how = seen == of.view.namespaces.end() ? open : seen->second.stands;
  if (how != nodes_own && how != no_netns)
    guarded.erase(of.target);
  else if (guarded.insert(of.target).second)
    count_guarded();
}

void session_state::conclude(std::uint64_t which, look& of) {
  if (begin_checks(of)) { // what has been seen may be otherwise by the time they are over
    line.push_front({of.target, of.promise});
    looks.erase(which);
    return pump();
  }
  note_guard(of);
  of.view.at_rest = rests.at(of.target, now());
  if (const auto* home = current(of.view.sandboxes); home && wiring.kactus)
    of.view.by_kactus = wiring.kactus(home->id);
  observation seen;
  seen.body = take_snapshot(std::move(of.view));
  questions.settle(of.promise, observed{take_snapshot(std::move(seen))});
  looks.erase(which);
  pump();
}

} // namespace weft::cni
