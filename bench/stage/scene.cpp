#include "bench/stage/scene.hpp"

#include "actors/program/embedded.hpp"
#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/velocloud/portal.hpp"
#include "adapters/yaml/reader.hpp"

#include <fstream>
#include <random>
#include <stdexcept>

namespace weft::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* token = "bench-admin-token";
constexpr const char* definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

k8s::simulator_settings cluster_settings(const net::throwaway_identity& identity) {
  k8s::simulator_settings its;
  its.core.tokens = {{token, "admin"}};
  its.where.tls = true;
  its.where.identity = identity.server;
  return its;
}

template <class T>
T expect(result<T> what) {
  if (!what)
    throw std::runtime_error(to_string(what.error()));
  return std::move(*what);
}

} // namespace

scratch::scratch()
  : path_(fs::temp_directory_path() / ("weft-bench-" + std::to_string(std::random_device{}()))) {
  fs::create_directories(path_);
  fs::permissions(path_, fs::perms::owner_all);
}

scratch::~scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path scratch::write(const std::string& name, const std::string& text) const {
  const auto file = path_ / name;
  std::ofstream{file} << text;
  return file;
}

scene::scene()
  : cluster(io, cluster_settings(identity)), vco(io, {}),
    kubeconfig(
      files.write("kubeconfig", k8s::make_kubeconfig(cluster.port(), identity.ca_pem, token))),
    vco_ca(files.write("vco-ca.pem", vco.ca_pem())) {
  for (const auto text : embedded::crds())
    create(definitions, expect(yaml::read(text)));
}

void scene::create(const std::string& collection, const json::value& object) {
  k8s::server::call what;
  what.method = "POST";
  what.path = collection;
  what.content_type = "application/json";
  what.body = json::write(object);
  what.token = token;
  cluster.with_core([&](k8s::server::api_core& core) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (const auto answer = core.handle(what, now); answer.status != 201)
      throw std::runtime_error("the simulator refuses an object: " + answer.body);
  });
}

void scene::add_profiles(std::size_t count) {
  namespace sim = velocloud::sim;
  const sim::core bare{1, {.human_rules = false}};
  const auto model = bare.profiles.front();
  vco.with([&](sim::core& core) {
    for (std::size_t i = 0; i < count; ++i) {
      auto fresh = model;
      fresh.id = 1000 + static_cast<std::int64_t>(i);
      fresh.logical_id += "-" + std::to_string(i);
      fresh.name = "Profile " + std::to_string(i);
      for (auto& module : fresh.modules)
        module.id = 100'000 + fresh.id;
      core.profiles.push_back(std::move(fresh));
    }
    return 0;
  });
}

std::shared_ptr<k8s::client> scene::connect(net::transport& on) const {
  return expect(k8s::make_client(on, expect(k8s::read_kubeconfig({kubeconfig}, {}))));
}

ways_out scene::ways(net::transport& on) const {
  velocloud::portal_settings to;
  to.url = vco.url();
  to.credentials.token = velocloud::sim::demo_token;
  to.ca_file = vco_ca;
  ways_out out;
  out.velocloud = expect(velocloud::portal::open(on, std::move(to)));
  return out;
}

settings scene::how() const {
  settings out;
  out.velocloud.enabled = true;
  out.velocloud.url = vco.url();
  out.lease.name_space = "default";
  out.server.port = 0;
  return out;
}

} // namespace weft::bench
