#pragma once

#include "adapters/k8s/client.hpp"
#include "adapters/k8s/core/api_core.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace weft::k8s {

/// Runs something later: soon on a thread, or when a simulation's scheduler says so.
using deferral = std::function<void(std::function<void()>)>;

/// One API server core and those who talk to it within this process. Every request, answer and
/// watch line is handed to a `deferral`, so that a deterministic simulation decides when and in
/// which order they arrive. Not thread-safe: everything runs where the deferrals run.
class in_process_server : public std::enable_shared_from_this<in_process_server> {
public:
  using clock = std::function<timestamp()>;

  static std::shared_ptr<in_process_server> make(server::core_settings how, clock now);

  server::api_core& core() { return core_; }

  /// Lets the core's time pass: bookmarks, ends of watches. Call it when `core().next_tick()` is
  /// due.
  void tick() { core_.tick(now_()); }

  /// A client of this server. @param token Of its credential; may be empty.
  /// @param post Carries its requests there and its answers back, in any order it likes; what it
  ///             never runs is lost on the way.
  std::unique_ptr<client> connect(deferral post, std::string token = {});

private:
  friend class in_process_client;
  using receiver = std::function<void(server::watch_event, const std::string&)>;

  in_process_server(server::core_settings how, clock now);

  clock now_;
  std::map<server::watch_id, receiver> receivers_;
  server::api_core core_;
};

} // namespace weft::k8s
