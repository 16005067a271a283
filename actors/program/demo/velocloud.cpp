#include "actors/program/demo/stage.hpp"
#include "actors/program/demo/story.hpp"
#include "actors/program/embedded.hpp"
#include "adapters/velocloud/portal.hpp"
#include "adapters/velocloud/simulator.hpp"
#include "protocol/condition.hpp"
#include "protocol/table.hpp"

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

namespace weft::demo {

namespace {

constexpr auto profile = velocloud::sim::quick_start;
using table = std::vector<std::vector<std::string>>;

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

/// What the object says of its present generation, or of any.
std::string ready_word(const json::value& object, bool of_any_generation) {
  const auto* status = object.find("status");
  const auto generation = object.int_at({"metadata", "generation"}, 0);
  for (const auto& one : read_conditions(status ? *status : json::value{}))
    if (one.type == "Ready" && (of_any_generation || one.observed_generation == generation))
      return one.status;
  return "Unknown";
}

class velocloud_story final : public story {
public:
  explicit velocloud_story(stage& on) : on_(on), vco_(on.io, {}) {}

  void join(settings& how, ways_out& ways) override {
    how.velocloud.enabled = true;
    how.velocloud.url = vco_.url();
    velocloud::portal_settings to;
    to.url = vco_.url();
    to.credentials.token = velocloud::sim::demo_token;
    to.ca_file = on_.files.write("vco-ca.pem", vco_.ca_pem());
    auto portal = velocloud::portal::open(on_.io, std::move(to));
    if (!portal)
      throw std::runtime_error(to_string(portal.error()));
    ways.velocloud = std::move(*portal);
  }

  void tell() override {
    apply_the_sample();
    edit_a_rule();
    add_a_human_rule();
    delete_an_object();
  }

  std::string tables() override {
    table objects{{"  NAME", "FQDN", "READY", "POSITION"}};
    for (const auto& item : on_.list("/apis/vcn.cloud/v1/velocloudbps")) {
      const auto* placements = item.find_path({"status", "placements"});
      const auto* all = placements ? placements->as_array() : nullptr;
      objects.push_back({"  " + text_at(item, {"metadata", "name"}),
                         text_at(item, {"spec", "fqdn"}), ready_word(item, true),
                         all && !all->empty() ? text_at(all->front(), {"position"}) : ""});
    }
    table rules{{"  #", "NAME", "HOSTNAME", "CLASS", "PRIORITY"}};
    for (const auto& one :
         vco_.with([](velocloud::sim::core& core) { return core.rules(profile); }))
      rules.push_back({"  " + std::to_string(rules.size() - 1), text_at(one, {"name"}),
                       text_at(one, {"match", "hostname"}), text_at(one, {"action", "QoS", "type"}),
                       text_at(one, {"action", "QoS", "rxScheduler", "priority"})});
    return "VelocloudBP objects in the cluster\n" + write_columns(objects, 2)
           + "\nRules of profile \"Quick Start Profile\" in the VCO\n" + write_columns(rules, 2);
  }

  std::vector<std::string> invitations() override {
    return {"kubectl get velo -n ns1 -o wide", "kubectl edit velo velokube2 -n ns1",
            "curl -k " + vco_.url() + "/weft/rules",
            "weft explain --port " + std::to_string(on_.state_port())
              + " VelocloudBP/ns1/velokube2"};
  }

private:
  std::vector<std::string> rules() {
    return vco_.with([](velocloud::sim::core& core) { return core.rule_names(profile); });
  }

  std::string ready_of(const std::string& path) const {
    const auto found = on_.read(path);
    return found.is_null() ? "gone" : ready_word(found, false);
  }

  void apply_the_sample() {
    for (const auto& object : on_.apply_all(embedded::velocloud_sample()))
      if (text_at(object, {"kind"}) == "VelocloudBP")
        paths_.push_back(caller::path_of(object));
    on_.say("Applied config/samples/velocloud.yaml: velokube1 and velokube2 in namespace ns1.");
    on_.await("The VCO has both rules above the three human ones, written in one batch.",
              [&] { return holds(rules(), "velokube1") && holds(rules(), "velokube2"); });
    on_.say("Rules now: " + joined(rules()));
    for (const auto& path : paths_)
      on_.await(path.substr(path.rfind('/') + 1) + " is Ready: its rule was read back.",
                [&] { return ready_of(path) == "True"; });
  }

  void edit_a_rule() {
    on_.patch(paths_.back(),
              json::value::of({{"spec", json::value::of({{"service-group", "PRIVATE_WIRED"},
                                                         {"priority", "low"},
                                                         {"bandwidth-limit", 10}})}}));
    on_.say("Edited velokube2: PRIVATE_WIRED, low priority, at most 10 %.");
    on_.await("The rule has the new values at its old place, and velokube2 is Ready again.",
              [&] { return ready_of(paths_.back()) == "True"; });
  }

  void add_a_human_rule() {
    vco_.with([](velocloud::sim::core& core) {
      core.human_edit(
        velocloud::sim::quick_start_qos,
        [](json::value& data) {
          auto& first = (*data.find("segments")->as_array())[0];
          auto& rules = *first.find("rules")->as_array();
          rules.insert(rules.begin(), velocloud::sim::make_rule("made-by-a-human"));
        },
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
    });
    on_.say("Somebody adds the rule made-by-a-human in the VCO, above ours.");
  }

  void delete_an_object() {
    on_.erase(paths_.front());
    on_.say("Deleted velokube1.");
    on_.await("velokube1 is gone: its rule first, then its finalizer, then the object.",
              [&] { return ready_of(paths_.front()) == "gone"; });
    if (holds(rules(), "velokube1") || !holds(rules(), "made-by-a-human"))
      throw std::runtime_error("the VCO does not hold what it should: " + joined(rules()));
    on_.say("Rules now: " + joined(rules()) + "; every human rule is untouched.");
  }

  stage& on_;
  velocloud::simulator vco_;
  std::vector<std::string> paths_; ///< of the sample's objects
};

} // namespace

std::unique_ptr<story> open_velocloud(stage& on) {
  return std::make_unique<velocloud_story>(on);
}

} // namespace weft::demo
