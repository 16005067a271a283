#include "bench/stage/local_cluster.hpp"

#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/k8s/make_client.hpp"

#include <stdexcept>

namespace weft::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* token = "bench-admin-token";

k8s::simulator_settings cluster_settings(const net::throwaway_identity& identity) {
  k8s::simulator_settings its;
  its.core.tokens = {{token, "admin"}};
  its.where.tls = true;
  its.where.identity = identity.server;
  return its;
}

} // namespace

local_cluster::local_cluster()
  : cluster(io, cluster_settings(identity)),
    kubeconfig(
      files.write("kubeconfig", k8s::make_kubeconfig(cluster.port(), identity.ca_pem, token))) {
  create("/apis/coordination.k8s.io/v1/namespaces/default/leases",
         json::value::of({{"apiVersion", "coordination.k8s.io/v1"},
                          {"kind", "Lease"},
                          {"metadata", json::value::of({{"name", "weft"}})}}));
}

json::value local_cluster::must(const char* method, const std::string& path,
                                const json::value& body, const char* content_type) {
  k8s::server::call what;
  what.method = method;
  what.path = path;
  what.content_type = content_type;
  what.body = json::write(body);
  what.token = token;
  k8s::server::answer answer;
  cluster.with_core([&](k8s::server::api_core& core) {
    answer = core.handle(
      what, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  });
  if (answer.status != 200 && answer.status != 201)
    throw std::runtime_error("the simulator refuses an object: " + answer.body);
  return expect(json::parse(answer.body));
}

json::value local_cluster::create(const std::string& collection, const json::value& object) {
  return must("POST", collection, object, "application/json");
}

void local_cluster::change(const std::string& path, const json::value& patch) {
  must("PATCH", path, patch, "application/merge-patch+json");
}

std::shared_ptr<k8s::client> local_cluster::connect(net::transport& on) const {
  return expect(k8s::make_client(on, expect(k8s::read_kubeconfig({kubeconfig}, {}))));
}

} // namespace weft::bench
