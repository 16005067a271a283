#include "actors/program/demo/stage.hpp"

#include "actors/program/embedded.hpp"
#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/yaml/reader.hpp"
#include "weft/version.hpp"

#include <iomanip>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace weft::demo {

namespace {

namespace fs = std::filesystem;

constexpr const char* token = "demo-admin-token";
constexpr const char* margin = "          "; ///< as wide as a time before a sentence

template <class T>
T needed(result<T> got) {
  if (!got)
    throw std::runtime_error(to_string(got.error()));
  return std::move(*got);
}

/// As an installation brings it.
constexpr std::string_view free_lease = "{apiVersion: coordination.k8s.io/v1, kind: Lease, "
                                        "metadata: {name: weft, namespace: default}}";

k8s::simulator_settings cluster_settings(const net::throwaway_identity& identity) {
  k8s::simulator_settings its;
  its.core.tokens = {{token, "admin"}};
  its.where.tls = true;
  its.where.identity = identity.server;
  return its;
}

} // namespace

stage::stage() : numbers_(weft::version), cluster_(io, cluster_settings(identity_)) {
  kubeconfig
    = files.write("kubeconfig", k8s::make_kubeconfig(cluster_.port(), identity_.ca_pem, token));
  users_ = open();
  player_ = std::make_unique<caller>(*users_);
  for (const auto text : embedded::crds())
    apply_all(text);
  apply_all(free_lease);
}

std::shared_ptr<k8s::client> stage::open() {
  return needed(k8s::make_client(io, needed(k8s::read_kubeconfig({kubeconfig}, {}))));
}

void stage::start_controller(settings how, const ways_out& ways) {
  how.lease.name_space = "default";
  how.server.port = 0;
  controller_ = std::make_unique<service>(how, io, open(), ways, process_identity(), numbers_);
}

std::unique_ptr<service> stage::start_agent(settings how, const ways_out& ways,
                                            metrics::registry& numbers) {
  how.server.port = 0;
  return std::make_unique<service>(how, io, open(), ways, process_identity(), numbers);
}

void stage::stop_controller() {
  controller_.reset();
}

void stage::say(const std::string& what) const {
  const auto passed = std::chrono::steady_clock::now() - began_;
  std::cout << '[' << std::fixed << std::setprecision(1) << std::setw(5)
            << std::chrono::duration<double>(passed).count() << "s] " << what << std::endl;
}

void stage::show(const std::string& lines) const {
  std::istringstream all{lines};
  for (std::string line; std::getline(all, line);)
    std::cout << margin << line << '\n';
  std::cout << std::flush;
}

void stage::await(const std::string& what, const std::function<bool()>& seen) const {
  if (!eventually(seen))
    throw std::runtime_error("this did not happen within 30 s: " + what);
  say(what);
}

json::value stage::apply(const json::value& object) const {
  return needed(player_->apply(object));
}

std::vector<json::value> stage::apply_all(std::string_view yaml) const {
  std::vector<json::value> out;
  for (const auto& object : needed(yaml::read_all(yaml)))
    out.push_back(apply(object));
  return out;
}

void stage::patch(const std::string& path, const json::value& merge) const {
  needed(player_->patch(path, merge));
}

void stage::erase(const std::string& path) const {
  needed(player_->erase(path));
}

json::value stage::read(const std::string& path) const {
  auto found = player_->read(path);
  if (!found && found.error().code == errc::not_found)
    return nullptr;
  return needed(std::move(found));
}

std::vector<json::value> stage::list(const std::string& path) const {
  const auto all = read(path);
  const auto* items = all.find("items");
  return items && items->is_array() ? *items->as_array() : std::vector<json::value>{};
}

} // namespace weft::demo
