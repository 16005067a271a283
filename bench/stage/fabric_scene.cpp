#include "bench/stage/fabric_scene.hpp"

#include "adapters/aci/sim/fixture.hpp"
#include "adapters/net/http_server.hpp"
#include "bench/stage/await.hpp"

#include <algorithm>
#include <stdexcept>

namespace weft::bench {

namespace {

using json::value;

constexpr std::chrono::seconds settling{1};
constexpr const char* pod_path = "/api/v1/namespaces/shop/pods";
constexpr const char* app_path = "/apis/apps/v1/namespaces/shop/";

value labels_of(const std::string& name) {
  return value::of({{"app", name}});
}

value owned_by(const value& owner) {
  return value::list({value::of({{"apiVersion", "apps/v1"},
                                 {"kind", owner.text_at({"kind"})},
                                 {"name", owner.text_at({"metadata", "name"})},
                                 {"uid", owner.text_at({"metadata", "uid"})},
                                 {"controller", true},
                                 {"blockOwnerDeletion", true}})});
}

value pod_spec() {
  return value::of(
    {{"containers", value::list({value::of({{"name", "main"}, {"image", "main"}})})}});
}

value spec_of(const std::string& name, std::size_t pods) {
  return value::of({{"replicas", static_cast<std::int64_t>(pods)},
                    {"selector", value::of({{"matchLabels", labels_of(name)}})},
                    {"template", value::of({{"metadata", value::of({{"labels", labels_of(name)}})},
                                            {"spec", pod_spec()}})}});
}

value runs_at(const std::string& address) {
  return value::of({{"status", value::of({{"phase", "Running"},
                                          {"podIP", address},
                                          {"podIPs", value::list({value::of({{"ip", address}})})},
                                          {"startTime", "2026-11-22T12:00:00Z"}})}});
}

} // namespace

fabric_scene::fabric_scene()
  : apics(io, {}, aci::sim::make_fabric("T", "O", {})),
    apic_ca(files.write("apic-ca.pem", apics.ca_pem())),
    password(files.write("apic-password", aci::sim::demo_password)),
    empty_(apics.with([](aci::sim::core& core, auto) { return core.tree().size(); })) {
  create("/api/v1/namespaces", value::of({{"apiVersion", "v1"},
                                          {"kind", "Namespace"},
                                          {"metadata", value::of({{"name", "shop"}})}}));
}

std::string fabric_scene::address_of(std::size_t number) {
  return "10." + std::to_string(number >> 16U & 255U) + "." + std::to_string(number >> 8U & 255U)
         + "." + std::to_string(number & 255U);
}

std::string fabric_scene::dn_of(const std::string& epg) {
  return "uni/tn-T/out-O/instP-" + epg;
}

void fabric_scene::deploy(const std::string& name, const std::string& epg, std::size_t first,
                          std::size_t pods) {
  const auto wish = R"({"tenant":"T","l3out":"O","epg":")" + epg + "\"}";
  const auto marks = value::of({{"aci.haystacknetworks.com/l3o", wish}});
  const auto deployment
    = create(std::string{app_path} + "deployments",
             value::of({{"apiVersion", "apps/v1"},
                        {"kind", "Deployment"},
                        {"metadata", value::of({{"name", name}, {"annotations", marks}})},
                        {"spec", spec_of(name, pods)}}));
  const auto set
    = create(std::string{app_path} + "replicasets",
             value::of({{"apiVersion", "apps/v1"},
                        {"kind", "ReplicaSet"},
                        {"metadata", value::of({{"name", name + "-7c5ddbdf54"},
                                                {"labels", labels_of(name)},
                                                {"ownerReferences", owned_by(deployment)}})},
                        {"spec", spec_of(name, pods)}}));
  const auto owners = owned_by(set);
  names_.resize(std::max(names_.size(), first + pods));
  for (auto number = first; number < first + pods; ++number) {
    names_[number] = name + "-7c5ddbdf54-" + std::to_string(number);
    create(pod_path, value::of({{"apiVersion", "v1"},
                                {"kind", "Pod"},
                                {"metadata", value::of({{"name", names_[number]},
                                                        {"labels", labels_of(name)},
                                                        {"ownerReferences", owners}})},
                                {"spec", pod_spec()}}));
    move_to(number, address_of(number));
  }
}

void fabric_scene::move_to(std::size_t pod, const std::string& address) {
  change(std::string{pod_path} + "/" + names_.at(pod) + "/status", runs_at(address));
}

aci::apic_settings fabric_scene::way() const {
  aci::apic_settings out;
  out.addresses = apics.addresses();
  out.credentials.user = aci::sim::demo_user;
  out.credentials.password = aci::sim::demo_password;
  out.ca_file = apic_ca;
  return out;
}

ways_out fabric_scene::ways(net::transport& on) const {
  ways_out out;
  out.aci = expect(aci::apic::open(on, way()));
  return out;
}

settings fabric_scene::how() const {
  settings out;
  out.aci.enabled = true;
  out.aci.addresses = apics.addresses();
  out.aci.settling = settling;
  out.lease.name_space = "default";
  out.server.port = 0;
  return out;
}

std::vector<std::string> fabric_scene::words(const std::string& program, std::uint16_t port) const {
  std::string hosts;
  for (const auto& one : apics.addresses())
    hosts += (hosts.empty() ? "\"" : ", \"") + one + "\"";
  const auto file = files.write(
    "weft.yaml", "kubernetes: {kubeconfig: \"" + kubeconfig.string()
                   + "\"}\nlease: {namespace: default}\nserver: {port: " + std::to_string(port)
                   + "}\nlog: {level: error}\naci:\n"
                   + "  enabled: true\n  settling: 1s\n  addresses: [" + hosts
                   + "]\n  user: " + aci::sim::demo_user + "\n  password_file: \""
                   + password.string() + "\"\n  ca_file: \"" + apic_ca.string() + "\"\n");
  return {program, "run", "--config", file.string()};
}

void fabric_scene::slow_down(std::chrono::milliseconds latency) {
  apics.with([&](aci::sim::core& core, auto) {
    core.settings.least_latency = core.settings.most_latency = latency;
    return 0;
  });
}

aci::sim::counters fabric_scene::counted() {
  return apics.with([](aci::sim::core& core, auto) { return core.seen(); });
}

std::size_t fabric_scene::single_reads() {
  return apics.with([](aci::sim::core& core, auto) {
    return static_cast<std::size_t>(
      std::ranges::count_if(core.requests(), [](const aci::sim::request_entry& one) {
        return one.method == "GET" && one.target.find("/extsubnet-") != std::string::npos;
      }));
  });
}

std::size_t fabric_scene::placed() {
  return apics.with([this](aci::sim::core& core, auto) { return core.tree().size() - empty_; });
}

aci::sim::instant fabric_scene::erase_by_hand(const std::string& epg) {
  return apics.with([&](aci::sim::core& core, aci::sim::instant now) {
    if (const auto answer = core.edit("DELETE", dn_of(epg), {}, now); answer.status != 200)
      throw std::runtime_error("the APIC refuses: " + answer.body);
    return now;
  });
}

aci::sim::instant fabric_scene::last_creation() {
  return apics.with([](aci::sim::core& core, auto) {
    aci::sim::instant last{};
    for (const auto& one : core.transactions())
      for (const auto& edit : one.edits)
        if (edit.what == aci::sim::transaction_entry::edit::kind::created)
          last = one.when;
    return last;
  });
}

void fabric_scene::await_quiet(std::chrono::milliseconds span) {
  const auto asked = [this] {
    const auto seen = counted();
    return seen.requests - seen.refreshes - seen.subscription_refreshes;
  };
  auto before = asked();
  auto since = std::chrono::steady_clock::now();
  await("nothing is asked of the APICs", [&] {
    if (const auto now = asked(); now != before) {
      before = now;
      since = std::chrono::steady_clock::now();
    }
    return std::chrono::steady_clock::now() - since > span;
  });
}

std::uint16_t free_port() {
  net::transport io;
  net::http_server_settings where;
  where.address = "127.0.0.1";
  return net::http_server{io, where, [](const auto&) {}}.port();
}

} // namespace weft::bench
