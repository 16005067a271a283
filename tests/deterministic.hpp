#pragma once

#include "actors/runtime_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/expected.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace weft::testing {

/// Runs actors on the test's own thread under a fake clock: nothing moves until the test says so,
/// and every timer fires exactly at its due time. @see style.md 3.5
class deterministic_actors {
public:
  using time_point = caf::actor_clock::time_point;

  deterministic_actors() {
    // CAF reads a zero time point as "no deadline".
    clock().current_time += std::chrono::hours(1);
  }

  ~deterministic_actors() {
    for (const auto how : {caf::exit_reason::user_shutdown, caf::exit_reason::kill}) {
      for (auto& root : roots_)
        caf::anon_send_exit(root, how);
      settle(); // who still waits for something after being asked is ended without being asked
    }
    // Pending timers own their receiver; without this a periodic tick keeps the coordinator's
    // stop() spinning for ever.
    clock().cancel_all();
  }

  /// Spawns an actor that the fixture terminates at the end of the test.
  template <class F, class... Ts>
  auto spawn(F fun, Ts&&... xs) {
    return adopt(sys.spawn(fun, std::forward<Ts>(xs)...));
  }

  /// The fixture terminates it at the end of the test.
  template <class Handle>
  Handle adopt(Handle hdl) {
    roots_.push_back(caf::actor_cast<caf::actor>(hdl));
    return hdl;
  }

  /// Delivers queued messages until every mailbox is empty; timers stay pending.
  size_t settle() {
    size_t n = 0;
    while (run_one() || (idle && idle()))
      ++n;
    return n;
  }

  /// Stops actors as SIGSTOP stops a process: messages and timers reach them, and nothing comes of
  /// it. Whoever asks them waits until `thaw`.
  void freeze(const std::vector<caf::actor>& whom) {
    for (const auto& one : whom)
      frozen_.insert(dynamic_cast<caf::resumable*>(caf::actor_cast<caf::abstract_actor*>(one)));
  }

  /// Lets all of them go on with what has gathered.
  void thaw() {
    frozen_.clear();
    sched.jobs.insert(sched.jobs.end(), put_aside_.begin(), put_aside_.end());
    put_aside_.clear();
  }

  /// Moves the fake clock by `dt`, stopping on the way wherever a timer or `idle` is due.
  void advance(caf::timespan dt) {
    const auto target = clock().current_time + dt;
    settle();
    for (;;) {
      const auto timer
        = clock().schedule().empty() ? time_point::max() : clock().schedule().begin()->first;
      const auto other = next_idle ? next_idle() : time_point::max();
      if (std::min(timer, other) > target)
        break;
      if (other < timer)
        clock().current_time = std::max(other, clock().current_time);
      else
        clock().trigger_timeout();
      settle();
    }
    clock().current_time = target;
  }

  /// Sends a request and returns its answer without advancing time.
  template <class T, class Handle, class... Ts>
  caf::expected<T> ask(const Handle& hdl, Ts... xs) {
    auto pending = self->request(hdl, caf::infinite, std::move(xs)...);
    settle();
    caf::expected<T> out{caf::sec::request_timeout};
    pending.receive([&](T& x) { out = std::move(x); }, [&](caf::error& e) { out = std::move(e); });
    return out;
  }

  /// Virtual time since the fixture was made, plus an hour.
  std::chrono::nanoseconds now() { return clock().current_time.time_since_epoch(); }

  runtime_config cfg;
  caf::actor_system sys{with_test_scheduler(cfg)};
  caf::scoped_actor self{sys, true};
  caf::scheduler::test_coordinator& sched
    = dynamic_cast<caf::scheduler::test_coordinator&>(sys.scheduler());
  /// Something else that moves when no actor can, e.g. a simulated peer; returns whether it did.
  std::function<bool()> idle;
  /// When `idle` will be able to move next, if that is a matter of time.
  std::function<time_point()> next_idle;

private:
  static runtime_config& with_test_scheduler(runtime_config& cfg) {
    cfg.set("scheduler.policy", caf::atom("testing"));
    return cfg;
  }

  caf::detail::test_actor_clock& clock() { return sched.clock(); }

  bool run_one() {
    while (!sched.jobs.empty() && frozen_.contains(sched.jobs.front())) {
      put_aside_.push_back(sched.jobs.front());
      sched.jobs.pop_front();
    }
    return sched.try_run_once();
  }

  std::vector<caf::actor> roots_;
  std::set<caf::resumable*> frozen_;
  std::vector<caf::resumable*> put_aside_;
};

} // namespace weft::testing
