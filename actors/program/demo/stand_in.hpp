#pragma once

#include "protocol/json/value.hpp"

#include <string>
#include <vector>

/// What the controllers and the nodes of a real cluster do, which the simulated one lacks.
namespace weft::demo {

class stage;

/// Makes a ReplicaSet of the Deployment's and a running Pod for each address.
/// @param deployment As the API server holds it.
void start_pods(const stage& on, const json::value& deployment,
                const std::vector<std::string>& addresses);

/// The Pod runs, as the kubelet says once it has been started. @param pod As the API server holds
/// it.
void start_pod(const stage& on, const json::value& pod, const std::string& address);

/// Gives a Service its address, as a load balancer does.
void give_address(const stage& on, const json::value& service, const std::string& address);

/// An endpoint of a Service, as its Pod is doing.
struct endpoint {
  std::string address;
  std::string node;
  bool ready = true;
};

/// Lists the endpoints of a Service of one port, in place of those that were listed before.
/// @param service As the API server holds it.
void list_endpoints(const stage& on, const json::value& service, const std::vector<endpoint>& all);

/// A Node registers itself with one address, and is given a network for its Pods.
void join_node(const stage& on, const std::string& name, const std::string& address,
               const std::string& pod_network);

} // namespace weft::demo
