#pragma once

#include "tests/cluster/fault_proxy.hpp"
#include "tests/cluster/installation.hpp"

#include <string>

namespace weft::tests {

/// An installation whose one weft reaches the API server through a network that a test can spoil;
/// the test itself has a way of its own. Watches are short, so that what takes a minute by default
/// takes a quarter of one here.
struct rough_network {
  rough_network() {
    here.make_namespace("ns1");
    write_kubeconfig(here.cluster.folder() / "rough", here.cluster.folder(), wire.url(),
                     here.api_token());
    weft = &start();
    place("first");
  }

  /// Starts one more weft on this network.
  controller& start() {
    return here.start({"--kubernetes-kubeconfig=" + (here.cluster.folder() / "rough").string(),
                       "--kubernetes-watch-timeout=5s", "--lease-namespace=weft"});
  }

  /// Creates a VelocloudBP and waits until its rule stands.
  void place(const std::string& name) {
    here.create("ns1", name);
    here.await_ready("ns1", name);
  }

  /// How often weft has asked for everything there is of a kind, by list or by watch.
  std::size_t snapshots(const std::string& plural = "velocloudbps") const {
    const auto all = "/" + plural + "?";
    return wire.count({all, "sendInitialEvents=true"}) + wire.count({all, "limit=500"});
  }

  installation here;
  fault_proxy wire{{here.cluster.folder() / "server.crt", here.cluster.folder() / "server.key",
                    endpoint_of(here.cluster.url()).port}};
  controller* weft = nullptr;
};

} // namespace weft::tests
