#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/watch/index.hpp"
#include "protocol/domain.hpp"

#include <caf/actor_system.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace weft::bench {

/// A domain that acts on Pods and wishes nothing of any target: `seen` is all its interpret does.
std::shared_ptr<const domain> pod_domain(std::function<void(const k8s::projection&)> seen);

/// Spawns the domain's supervisor in front of an API server and a controller that answer nothing.
/// @param objects, world, calls Outlive the actors; `calls` counts what the two are asked.
domain_actor spawn_pod_domain(caf::actor_system& in, std::shared_ptr<const domain> filling,
                              index& objects, surroundings& world,
                              std::atomic<std::uint64_t>* calls = nullptr);

} // namespace weft::bench
