#pragma once

#include "actors/program/caller.hpp"
#include "actors/program/service.hpp"
#include "adapters/k8s/simulator/server.hpp"
#include "adapters/metrics/registry.hpp"
#include "adapters/scratch.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft::demo {

/// What all stories are played on: the simulated cluster, the controller, and the player, who does
/// what users do. For one thread. Whatever does not come about ends in a std::runtime_error.
class stage {
public:
  /// The cluster serves from construction on, with the CRDs of config/crds.
  stage();

  /// @param ways Of the enabled domains.
  void start_controller(settings how, const ways_out& ways);
  /// Does nothing when none runs.
  void stop_controller();
  /// Another one beside it, for whoever keeps it. @param numbers Outlives it.
  std::unique_ptr<service> start_agent(settings how, const ways_out& ways,
                                       metrics::registry& numbers);
  /// Where it shows its state.
  std::uint16_t state_port() const { return controller_->port(); }

  /// Tells people what happens, and when.
  void say(const std::string& what) const;
  /// Shows lines below what was said last.
  void show(const std::string& lines) const;
  /// Says it once it has come true.
  void await(const std::string& what, const std::function<bool()>& seen) const;

  /// The player's server-side apply. @returns the object as it is then.
  json::value apply(const json::value& object) const;
  /// Applies the documents of a YAML text, in order. @returns them as they are then.
  std::vector<json::value> apply_all(std::string_view yaml) const;
  /// The player's merge patch.
  void patch(const std::string& path, const json::value& merge) const;
  void erase(const std::string& path) const;
  /// Null when there is no such object.
  json::value read(const std::string& path) const;
  /// The members of a collection.
  std::vector<json::value> list(const std::string& path) const;

  net::transport io{2};
  scratch files;
  std::filesystem::path kubeconfig;

private:
  std::shared_ptr<k8s::client> open();

  metrics::registry numbers_;
  net::throwaway_identity identity_ = net::make_identity();
  k8s::simulator cluster_;
  std::shared_ptr<k8s::client> users_;
  std::unique_ptr<caller> player_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::unique_ptr<service> controller_; ///< last: it goes first
};

} // namespace weft::demo
