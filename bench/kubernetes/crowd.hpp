#pragma once

#include "adapters/k8s/client.hpp"
#include "adapters/net/transport.hpp"
#include "tests/cluster/control_plane.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace weft::bench {

/// Pods made straight through the API of a server without a scheduler or kubelet: those of
/// `pod_line`, written by two managers as in a cluster, so that the server itself keeps their
/// managed fields. Throws std::runtime_error when the server refuses something.
class crowd {
public:
  crowd(const tests::control_plane& server, std::size_t pods);

  std::size_t pods() const { return pods_; }
  /// Of a Pod as the server writes it in JSON; and the part of it that is managed fields, of 1.
  double mean_bytes() const;
  double managed_share() const;

  /// Patches the status of one Pod after the other, so many a second, each stamped with the time
  /// at which it was sent.
  struct patched {
    std::uint64_t count = 0;                  ///< acknowledged, all of them
    std::chrono::duration<double> seconds{0}; ///< longer than asked for: the server cannot keep up
  };
  patched patch(double per_second, std::chrono::seconds span);

  /// Processor time the API server has used since its start.
  double server_cpu_seconds();

private:
  std::string ask(const std::string& target);
  void measure();

  std::size_t pods_;
  net::transport io_;
  std::shared_ptr<k8s::client> controllers_; ///< those that make Pods
  std::shared_ptr<k8s::client> kubelets_;    ///< those that say how they are
  double bytes_ = 0;
  double managed_ = 0;
};

} // namespace weft::bench
