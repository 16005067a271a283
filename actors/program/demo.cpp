#include "actors/program/caller.hpp"
#include "actors/program/commands.hpp"
#include "actors/program/embedded.hpp"
#include "actors/program/name.hpp"
#include "actors/program/service.hpp"
#include "actors/program/signals.hpp"
#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/k8s/simulator/server.hpp"
#include "adapters/log/log.hpp"
#include "adapters/velocloud/portal.hpp"
#include "adapters/velocloud/simulator.hpp"
#include "adapters/yaml/reader.hpp"
#include "protocol/table.hpp"
#include "weft/version.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <random>
#include <stdexcept>

namespace weft {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* token = "demo-admin-token";
constexpr auto profile = velocloud::sim::quick_start;
using table = std::vector<std::vector<std::string>>;

/// A folder that goes with the demo.
class scratch {
public:
  scratch() {
    std::random_device dice;
    path_ = fs::temp_directory_path() / ("weft-demo-" + std::to_string(dice()));
    fs::create_directories(path_);
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  fs::path write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::ofstream{file} << text;
    return file;
  }

private:
  fs::path path_;
};

k8s::simulator_settings cluster_settings(const net::throwaway_identity& identity) {
  k8s::simulator_settings its;
  its.core.tokens = {{token, "admin"}};
  its.where.tls = true;
  its.where.identity = identity.server;
  return its;
}

/// The whole stage: both simulators, the controller and the one who plays on it.
class stage {
public:
  stage() {
    kubeconfig
      = files.write("kubeconfig", k8s::make_kubeconfig(cluster.port(), identity.ca_pem, token));
    auto access = k8s::read_kubeconfig({kubeconfig}, {});
    if (!access)
      throw std::runtime_error(to_string(access.error()));
    users = open(*access);
    player = std::make_unique<caller>(*users);
    velocloud::portal_settings to;
    to.url = vco.url();
    to.credentials.token = velocloud::sim::demo_token;
    to.ca_file = files.write("vco-ca.pem", vco.ca_pem());
    auto portal = velocloud::portal::open(io, std::move(to));
    if (!portal)
      throw std::runtime_error(to_string(portal.error()));
    ways.velocloud = std::move(*portal);
    controllers = open(*access);
  }

  void start_controller() {
    settings how;
    how.velocloud.enabled = true;
    how.velocloud.url = vco.url();
    how.lease.name_space = "default";
    how.server.port = 0;
    controller = std::make_unique<service>(how, io, controllers, ways, process_identity(), numbers);
  }

  void say(const std::string& what) const {
    const auto passed = std::chrono::steady_clock::now() - began_;
    std::cout << '[' << std::fixed << std::setprecision(1) << std::setw(5)
              << std::chrono::duration<double>(passed).count() << "s] " << what << std::endl;
  }

  /// Says it once it has come true; ends the demo when it does not.
  void await(const std::string& what, const std::function<bool()>& seen) const {
    if (!eventually(seen))
      throw std::runtime_error("this did not happen within 30 s: " + what);
    say(what);
  }

  json::value apply(const json::value& object) const {
    auto done = player->apply(object);
    if (!done)
      throw std::runtime_error(to_string(done.error()));
    return *done;
  }

  std::string ready_of(const std::string& path) const {
    const auto found = player->read(path);
    if (!found)
      return "gone";
    const auto* status = found->find("status");
    const auto* generation = found->find_path({"metadata", "generation"});
    for (const auto& one : read_conditions(status ? *status : json::value{}))
      if (one.type == "Ready" && generation && one.observed_generation == generation->int_or(0))
        return one.status;
    return "Unknown";
  }

  std::vector<std::string> rules() {
    return vco.with([](velocloud::sim::core& core) { return core.rule_names(profile); });
  }

  metrics::registry numbers{weft::version};
  net::transport io{2};
  scratch files;
  net::throwaway_identity identity = net::make_identity();
  k8s::simulator cluster{io, cluster_settings(identity)};
  velocloud::simulator vco{io, {}};
  fs::path kubeconfig;
  std::shared_ptr<k8s::client> users;
  std::shared_ptr<k8s::client> controllers;
  std::unique_ptr<caller> player;
  ways_out ways;
  std::unique_ptr<service> controller;

private:
  std::shared_ptr<k8s::client> open(const k8s::cluster_access& access) {
    auto client = k8s::make_client(io, access);
    if (!client)
      throw std::runtime_error(to_string(client.error()));
    return std::move(*client);
  }

  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names)
    out += (out.empty() ? "" : ", ") + name;
  return "[" + out + "]";
}

bool holds(const std::vector<std::string>& names, const std::string& one) {
  return std::find(names.begin(), names.end(), one) != names.end();
}

std::string text_at(const json::value& from, std::initializer_list<std::string_view> path) {
  const auto* found = from.find_path(path);
  if (!found)
    return "";
  return found->is_string() ? std::string{found->text_or("")} : json::write(*found);
}

std::string ready_word(const json::value& object) {
  const auto* status = object.find("status");
  for (const auto& one : read_conditions(status ? *status : json::value{}))
    if (one.type == "Ready")
      return one.status;
  return "Unknown";
}

void print_tables(stage& on) {
  table objects{{"  NAME", "FQDN", "READY", "POSITION"}};
  const auto list = on.player->read("/apis/vcn.cloud/v1/velocloudbps");
  if (const auto* items = list ? list->find("items") : nullptr; items && items->as_array())
    for (const auto& item : *items->as_array()) {
      const auto* placements = item.find_path({"status", "placements"});
      const auto* all = placements ? placements->as_array() : nullptr;
      objects.push_back({"  " + text_at(item, {"metadata", "name"}),
                         text_at(item, {"spec", "fqdn"}), ready_word(item),
                         all && !all->empty() ? text_at(all->front(), {"position"}) : ""});
    }
  table rules{{"  #", "NAME", "HOSTNAME", "CLASS", "PRIORITY"}};
  for (const auto& one :
       on.vco.with([](velocloud::sim::core& core) { return core.rules(profile); }))
    rules.push_back({"  " + std::to_string(rules.size() - 1), text_at(one, {"name"}),
                     text_at(one, {"match", "hostname"}), text_at(one, {"action", "QoS", "type"}),
                     text_at(one, {"action", "QoS", "rxScheduler", "priority"})});
  std::cout << "\nVelocloudBP objects in the cluster\n"
            << write_columns(objects, 2)
            << "\nRules of profile \"Quick Start Profile\" in the VCO\n"
            << write_columns(rules, 2) << std::flush;
}

void prepare(stage& on) {
  for (const auto text : embedded::crds())
    if (const auto crd = yaml::read(text); crd)
      on.apply(*crd);
  on.say("Simulated cluster and VCO are up; the two CRDs are registered.");
  on.start_controller();
  on.say("The controller runs.");
}

void tell_story(stage& on) {
  const auto sample = yaml::read_all(embedded::velocloud_sample());
  if (!sample)
    throw std::runtime_error(to_string(sample.error()));
  const auto before = on.rules();
  std::vector<std::string> paths;
  for (const auto& object : *sample) {
    on.apply(object);
    if (text_at(object, {"kind"}) == "VelocloudBP")
      paths.push_back(caller::path_of(object));
  }
  on.say("Applied config/samples/velocloud.yaml: velokube1 and velokube2 in namespace ns1.");
  on.await("The VCO has both rules above the three human ones, written in one batch.",
           [&] { return holds(on.rules(), "velokube1") && holds(on.rules(), "velokube2"); });
  on.say("Rules now: " + joined(on.rules()));
  for (const auto& path : paths)
    on.await(path.substr(path.rfind('/') + 1) + " is Ready: its rule was read back.",
             [&] { return on.ready_of(path) == "True"; });

  on.player->patch(paths.back(),
                   json::value::of({{"spec", json::value::of({{"service-group", "PRIVATE_WIRED"},
                                                              {"priority", "low"},
                                                              {"bandwidth-limit", 10}})}}));
  on.say("Edited velokube2: PRIVATE_WIRED, low priority, at most 10 %.");
  on.await("The rule has the new values at its old place, and velokube2 is Ready again.",
           [&] { return on.ready_of(paths.back()) == "True"; });

  on.vco.with([](velocloud::sim::core& core) {
    core.human_edit(
      velocloud::sim::quick_start_qos,
      [](json::value& data) {
        auto& first = (*data.find("segments")->as_array())[0];
        auto& rules = *first.find("rules")->as_array();
        rules.insert(rules.begin(), velocloud::sim::make_rule("made-by-a-human"));
      },
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
  });
  on.say("Somebody adds the rule made-by-a-human in the VCO, above ours.");

  on.player->erase(paths.front());
  on.say("Deleted velokube1.");
  on.await("velokube1 is gone: its rule first, then its finalizer, then the object.",
           [&] { return on.ready_of(paths.front()) == "gone"; });
  if (holds(on.rules(), "velokube1") || !holds(on.rules(), "made-by-a-human"))
    throw std::runtime_error("the VCO does not hold what it should: " + joined(on.rules()));
  on.say("Rules now: " + joined(on.rules()) + "; every human rule is untouched.");
}

} // namespace

int run_demo(const demo_options& how) {
  stop_signals signals;
  log_settings quiet;
  quiet.level = how.verbose ? log::level::info : log::level::error;
  log::start(quiet);
  try {
    stage on;
    prepare(on);
    tell_story(on);
    print_tables(on);
    if (how.stay) {
      std::cout << "\nTry, in another terminal:\n"
                << "  export KUBECONFIG=" << on.kubeconfig.string() << '\n'
                << "  kubectl get velo -n ns1 -o wide\n"
                << "  kubectl edit velo velokube2 -n ns1\n"
                << "  curl -k " << on.vco.url() << "/weft/rules\n"
                << "  curl http://127.0.0.1:" << on.controller->port() << "/state\n"
                << "  weft state --port " << on.controller->port() << '\n'
                << "  weft explain --port " << on.controller->port()
                << " VelocloudBP/ns1/velokube2\n"
                << "Stop with Ctrl-C." << std::endl;
      signals.wait();
    }
    on.controller->stop();
  } catch (const std::runtime_error& why) {
    std::cerr << program_name() << " demo: " << why.what() << '\n';
    return 1;
  }
  return 0;
}

} // namespace weft
