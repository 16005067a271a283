#pragma once

#include "adapters/k8s/core/exchange.hpp"
#include "adapters/k8s/core/faults.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace weft::k8s::server {

class store; // adapters/k8s/core/store.hpp

struct core_settings {
  std::uint64_t seed = 1;             ///< of uids, generated names and timeouts
  std::size_t history_limit = 10'000; ///< changes that a watch can resume over
  bool watch_list = true;             ///< honour sendInitialEvents
  std::chrono::seconds bookmark_every{60};
  /// Bearer token → user. Empty: everybody is let in as "admin".
  std::map<std::string, std::string> tokens;
  /// Serve POST /sim/v1/faults, /sim/v1/disturbances, /sim/v1/forget and /sim/v1/restart.
  bool control = false;
};

/// A Kubernetes API server as values: calls and the time go in, answers and watch lines come out.
/// No socket, thread or clock; the same calls in the same order give the same bytes. Serves
/// kubernetes.md 3, 4 and 16; adapters/k8s/simulator/server.hpp lists what a real one does
/// differently. Not thread-safe.
class api_core {
public:
  /// What happens on watches after their first lines. Called from within `handle`, `tick` and the
  /// knobs below; must not call back into the core.
  using sink = std::function<void(watch_id which, watch_event what, const std::string& text)>;

  api_core(core_settings how, timestamp now, sink out);
  ~api_core();

  /// Answers one call. An answer with a watch id goes on through the sink until `cancel`, or until
  /// the sink has said end or drop.
  answer handle(const call& what, timestamp now);

  /// Sends the bookmarks and ends the watches that are due.
  void tick(timestamp now);
  /// When `tick` has something to do next.
  std::optional<timestamp> next_tick() const;

  /// The client of that watch has gone.
  void cancel(watch_id which);

  /// The next calls that match go wrong. Rules are tried in the order they were given.
  void inject(fault_rule what);
  /// Breaks the watches of that resource (its plural; empty: all) that are open now.
  void disturb(const std::string& plural, disturbance how);
  /// Nobody who matches may do that any more. @see kubernetes.md 3.4
  void deny(denial what);
  void allow_again();
  /// Compacts the history: resumed watches, later pages and old versions are answered with 410.
  void forget_history();
  /// As after a restart: watches break off, their history is gone; objects stay.
  void restart();
  /// All there is, to go back to.
  std::shared_ptr<const store> backup() const;
  /// As after a restart from a backup: whatever came later never was, and versions come anew.
  void restore(const store& from);
  /// Moves the version counter, as writes to kinds that are not served here would.
  void skip_versions(std::uint64_t count);

  /// New calls reach this one of two servers over the same store, 0 or 1. Each tells watches and
  /// lists at "0" or "not older than" from a watch cache of its own.
  void serve_from(std::size_t server);
  /// The watch cache of that server stands still until then, and makes up each second for half of
  /// what it lacks; it is never more than half the history behind. Writes and consistent reads go
  /// on; a streamed snapshot ends once the cache has what was there at its beginning.
  /// @see kubernetes.md 3.3
  void hold_back(std::size_t server, timestamp until);
  /// Every write is refused until then, deletions too, which an etcd without space may still let
  /// through; reads go on.
  void fill_up(timestamp until);
  /// The caches catch up, and there is space again.
  void recover();

  std::uint64_t version() const;
  std::size_t open_watches() const;
  /// Calls answered so far, by verb and plural: "list velocloudbps". Watches that began with all
  /// objects count once more, as "stream velocloudbps", and so do lists of a single object, as
  /// "peek velocloudbps".
  const std::map<std::string, std::uint64_t>& counts() const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace weft::k8s::server
