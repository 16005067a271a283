#include "actors/program/demo/stage.hpp"
#include "actors/program/demo/stand_in.hpp"
#include "actors/program/demo/story.hpp"
#include "actors/program/embedded.hpp"
#include "adapters/aci/apic.hpp"
#include "adapters/aci/sim/control.hpp"
#include "adapters/aci/sim/fixture.hpp"
#include "adapters/aci/simulator.hpp"
#include "protocol/aci/dn.hpp"
#include "protocol/table.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <stdexcept>

namespace weft::demo {

namespace {

namespace mo = aci::mo;
using addresses = std::vector<std::string>;
using commits = std::vector<aci::sim::transaction_entry>;
using edit_kind = aci::sim::transaction_entry::edit::kind;

constexpr const char* deployments = "/apis/apps/v1/namespaces/ns1/deployments";

aci::eepg_name eepg(std::string name) {
  return {aci::sim::demo_tenant, aci::sim::demo_l3out, std::move(name)};
}

aci::sim::instant wall_clock() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string joined(const std::set<std::string>& all) {
  std::string out;
  for (const auto& one : all)
    out += (out.empty() ? "" : ", ") + one;
  return out;
}

/// How many EEPGs held one prefix at most after any of the commits, which begin with the first.
std::size_t most_holders(const commits& all) {
  std::map<std::string, std::set<std::string>> holders;
  std::size_t most = 0;
  for (const auto& commit : all) {
    for (const auto& edit : commit.edits) {
      const auto where = aci::read_place(edit.dn);
      if (!where || where->class_name != mo::subnet)
        continue;
      auto& its = holders[std::string{where->prefix}];
      if (edit.what == edit_kind::deleted)
        its.erase(std::string{where->epg});
      else
        its.insert(std::string{where->epg});
    }
    for (const auto& [prefix, its] : holders)
      most = std::max(most, its.size());
  }
  return most;
}

/// What a Deployment says of itself in its annotation; null when it says nothing.
json::value report_in(const json::value& deployment, const std::string& annotation) {
  const auto said = json::parse(deployment.text_at({"metadata", "annotations", annotation}));
  return said ? *said : json::value{};
}

class aci_story final : public story {
public:
  explicit aci_story(stage& on) : on_(on), apics_(on.io, {}, aci::sim::make_demo(wall_clock())) {}

  void join(settings& how, ways_out& ways) override {
    how.aci.enabled = true;
    how.aci.addresses = apics_.addresses();
    annotation_ = how.aci.report_annotation;
    aci::apic_settings to;
    to.addresses = apics_.addresses();
    to.credentials.user = aci::sim::demo_user;
    to.credentials.password = aci::sim::demo_password;
    to.ca_file = on_.files.write("apic-ca.pem", apics_.ca_pem());
    auto way = aci::apic::open(on_.io, std::move(to));
    if (!way)
      throw std::runtime_error(to_string(way.error()));
    ways.aci = std::move(*way);
  }

  void tell() override {
    deploy();
    lose_an_eepg();
    move();
  }

  std::string tables() override {
    std::vector<std::vector<std::string>> said{{"  NAME", "READY", "REASON", "EEPG"}};
    for (const auto& one : on_.list(deployments)) {
      const auto report = report_in(one, annotation_);
      said.push_back({"  " + std::string{one.text_at({"metadata", "name"})},
                      std::string{report.text_at({"status"})},
                      std::string{report.text_at({"reason"})},
                      std::string{report.text_at({"target"})}});
    }
    std::vector<std::vector<std::string>> held{{"  EEPG", "SUBNET", "NAME", "SCOPE", "ANNOTATION"}};
    for (const auto& one : tree())
      if (const auto where = aci::read_place(one->dn); where && where->class_name == mo::subnet)
        held.push_back({"  " + std::string{where->epg}, std::string{where->prefix},
                        std::string{one->text("name")}, std::string{one->text("scope")},
                        std::string{one->text("annotation")}});
    return "Deployments in the cluster\n" + write_columns(said, 2) + "\nEEPGs of L3Out "
           + aci::sim::demo_l3out + " in the fabric, and their subnets\n" + write_columns(held, 2);
  }

  std::vector<std::string> invitations() override {
    const auto apic = apics_.addresses().front();
    return {"kubectl get deploy -n ns1 -o yaml",
            "kubectl annotate deploy mcast -n ns1 aci.haystacknetworks.com/l3o-",
            "curl -k " + apic + "/weft/tree", "curl -k " + apic + "/weft/transactions",
            "weft explain --port " + std::to_string(on_.state_port()) + " deployment/ns1/web"};
  }

private:
  std::vector<aci::sim::object_ptr> tree() {
    return apics_.with([](aci::sim::core& core, aci::sim::instant) {
      return core.tree().subtree(
        aci::dn_of(aci::l3out_name{aci::sim::demo_tenant, aci::sim::demo_l3out}));
    });
  }

  /// The prefixes in an EEPG; nothing where there is none.
  std::set<std::string> prefixes_of(const std::string& epg) {
    std::set<std::string> out;
    for (const auto& one : tree())
      if (const auto where = aci::read_place(one->dn); where && where->epg == epg)
        if (where->class_name == mo::subnet)
          out.emplace(where->prefix);
    return out;
  }

  bool exists(const std::string& epg) {
    return apics_.with([&](aci::sim::core& core, aci::sim::instant) {
      return core.tree().find(aci::dn_of(eepg(epg))) != nullptr;
    });
  }

  /// All that was committed since the simulator began.
  commits commits_so_far() {
    return apics_.with([](aci::sim::core& core, aci::sim::instant) {
      return commits{core.transactions().begin(), core.transactions().end()};
    });
  }

  std::size_t commits_of_ours() {
    const auto all = commits_so_far();
    return static_cast<std::size_t>(
      std::ranges::count(all, std::string{aci::sim::demo_user}, &aci::sim::transaction_entry::who));
  }

  /// Whether the Deployment says that it is Ready in that EEPG.
  bool is_ready(const std::string& name, const std::string& epg) const {
    const auto report = report_in(on_.read(deployments + ("/" + name)), annotation_);
    return report.text_at({"status"}) == "True"
           && report.text_at({"target"}) == aci::dn_of(eepg(epg));
  }

  void deploy() {
    const auto applied = on_.apply_all(embedded::aci_sample());
    on_.say("Applied config/samples/aci.yaml: Deployments web and mcast and a LoadBalancer in"
            " namespace ns1.");
    for (const auto& object : applied) {
      const auto kind = object.text_at({"kind"});
      const bool web = object.text_at({"metadata", "name"}) == "web";
      if (kind == "Service")
        give_address(on_, object, "198.51.100.10");
      else if (kind == "Deployment")
        start_pods(on_, object,
                   web ? addresses{"10.244.1.11", "10.244.1.12"}
                       : addresses{"10.244.2.21", "10.244.2.22"});
    }
    on_.say("No controllers run in this cluster, so the demo makes ReplicaSets and Pods and gives"
            " out addresses itself.");
    on_.await("EEPG EPG_K8_WEB stands below L3O_K8_C1 with the addresses of both Pods and of the"
              " Service.",
              [&] { return prefixes_of("EPG_K8_WEB").size() == 3; });
    on_.await("EEPG EPG_K8_APP_MCAST stands there with the addresses of two Pods.",
              [&] { return prefixes_of(home_).size() == 2; });
    on_.await("web and mcast say in an annotation of theirs that they are Ready.",
              [&] { return is_ready("web", "EPG_K8_WEB") && is_ready("mcast", home_); });
  }

  void lose_an_eepg() {
    const auto before = commits_of_ours();
    const auto lost = prefixes_of("EPG_K8_WEB");
    apics_.with([](aci::sim::core& core, aci::sim::instant now) {
      return core.edit("DELETE", aci::dn_of(eepg("EPG_K8_WEB")), "", now);
    });
    on_.say("An administrator deletes EPG_K8_WEB, and with it " + joined(lost) + ".");
    on_.await("It is back with all of its subnets.",
              [&] { return prefixes_of("EPG_K8_WEB") == lost; });
    const auto posts = commits_of_ours() - before;
    on_.say("That took " + std::to_string(posts) + (posts == 1 ? " POST." : " POSTs."));
  }

  void move() {
    const auto moved = prefixes_of(home_);
    const auto before = commits_so_far().size();
    on_.patch(
      deployments + std::string{"/mcast"},
      json::value::of(
        {{"metadata",
          json::value::of(
            {{"annotations", json::value::of({{std::string{aci::annotation::l3out},
                                               R"({"tenant": "TEN_K8_C1", "l3out": "L3O_K8_C1", )"
                                               R"("epg": "EPG_K8_MCAST_DMZ"})"}})}})}}));
    on_.say("The annotation of mcast names EPG_K8_MCAST_DMZ from now on.");
    on_.await("All of its subnets have moved, and EPG_K8_APP_MCAST, which nobody names any more, is"
              " gone.",
              [&] { return prefixes_of(away_) == moved && !exists(home_); });
    const auto all = commits_so_far();
    if (const auto most = most_holders(all); most != 1)
      throw std::runtime_error("a prefix stood in " + std::to_string(most) + " EEPGs at once");
    on_.say("In none of the fabric's " + std::to_string(all.size())
            + " commits did a prefix stand in two EEPGs. The move, as it logged it:");
    for (const auto& one : std::span{all}.subspan(before))
      if (one.who == aci::sim::demo_user)
        on_.show(aci::sim::write_commit(one));
    on_.await("mcast is Ready again.", [&] { return is_ready("mcast", away_); });
  }

  stage& on_;
  aci::simulator apics_;
  std::string annotation_;                      ///< in which Deployments say how they stand
  const std::string home_ = "EPG_K8_APP_MCAST"; ///< of mcast, in the sample …
  const std::string away_ = "EPG_K8_MCAST_DMZ"; ///< … and where it moves
};

} // namespace

std::unique_ptr<story> open_aci(stage& on) {
  return std::make_unique<aci_story>(on);
}

} // namespace weft::demo
