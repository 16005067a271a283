#include "tests/simulation/history.hpp"

/// What users of the API server do in a history.
namespace weft::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto policies = "/apis/vcn.cloud/v1alpha1/velocloudpolicies";

} // namespace

json::value history::make_spec() {
  const std::vector<std::string> profiles{
    "Quick Start Profile", "Quick Start Profile", "Branch Gold", "Branch Gold",
    "Legacy Branch",       "Bare Profile",        "Nowhere"};
  const std::vector<std::string> hosts{"a.vcn.cloud", "b.vcn.cloud", "a.vcn.cloud",
                                       "b.vcn.cloud", "10.0.0.1",    "refused.vcn.cloud"};
  json::value spec = json::object{};
  spec.set("profile", pick(profiles));
  if (once_in(6))
    spec.set("segment", once_in(4) ? "nowhere" : "pos");
  if (once_in(2))
    spec.set("name", "r-" + std::to_string(roll(4)));
  spec.set("fqdn", pick(hosts));
  spec.set("dport", ++next_port_);
  spec.set("service-class", pick(std::vector<std::string>{"realtime", "transactional", "bulk"}));
  spec.set("priority", pick(std::vector<std::string>{"high", "normal", "low"}));
  spec.set("link-policy", once_in(2) ? "auto" : "fixed");
  spec.set("service-group", once_in(2) ? "ALL" : "PUBLIC_WIRED");
  spec.set("bandwidth-limit", once_in(2) ? -1 : 1 + roll(100));
  return spec;
}

void history::create() {
  auto spec = make_spec();
  if (once_in(10))
    spec.set("dport", 70'000); // refused by the schema
  const std::string ns = once_in(2) ? "ns1" : "ns2";
  here_.ask_api("POST", "/apis/vcn.cloud/v1/namespaces/" + ns + "/velocloudbps",
                json::write(json::value::of(
                  {{"apiVersion", "vcn.cloud/v1"},
                   {"kind", "VelocloudBP"},
                   {"metadata", json::value::of({{"name", "o" + std::to_string(roll(5))}})},
                   {"spec", spec}})));
}

std::string history::some_object() {
  const auto all = here_.list("/apis/vcn.cloud/v1/velocloudbps");
  if (all.empty())
    return {};
  const auto& one = pick(all);
  return world::rule_path(text_at(one, {"metadata", "name"}),
                          text_at(one, {"metadata", "namespace"}));
}

void history::edit() {
  edit_one(some_object());
}

void history::edit_in_a_row() {
  const auto path = some_object();
  for (int left = 1 + roll(4); left > 0; --left) {
    edit_one(path);
    here_.run_for(1ms * roll(1500));
  }
}

void history::edit_one(const std::string& path) {
  auto spec = make_spec();
  spec.erase("profile");
  spec.erase("name");
  spec.erase("segment");
  if (!path.empty())
    here_.patch(path, json::write(json::value::of({{"spec", spec}})));
}

void history::rename() {
  const auto path = some_object();
  const json::value name = once_in(3) ? json::value{} : json::value{"r-" + std::to_string(roll(4))};
  if (!path.empty())
    here_.patch(path, json::write(json::value::of({{"spec", json::value::of({{"name", name}})}})));
}

void history::move() {
  const auto path = some_object();
  const auto spec = make_spec();
  auto moved = json::value::of({{"profile", *spec.find("profile")}});
  moved.set("segment",
            spec.find("segment") ? *spec.find("segment") : json::value{"Global Segment"});
  if (!path.empty())
    here_.patch(path, json::write(json::value::of({{"spec", moved}})));
}

void history::remove() {
  if (const auto path = some_object(); !path.empty())
    here_.erase(path);
}

/// Without a mark nobody could tell later whose the rule was.
void history::tear_out() {
  const auto path = some_object();
  if (path.empty() || here_.vco.settings.ids != sim::rule_ids::preserve)
    return;
  here_.patch(path, R"({"metadata":{"finalizers":null}})");
  here_.erase(path);
  here_.patch(path, R"({"metadata":{"finalizers":null}})");
}

void history::annotate() {
  const auto path = some_object();
  const json::value paused = once_in(3) ? json::value{"true"} : json::value{};
  if (!path.empty())
    here_.patch(path,
                json::write(json::value::of(
                  {{"metadata",
                    json::value::of(
                      {{"annotations", json::value::of({{"vcn.cloud/paused", paused},
                                                        {"note", std::to_string(roll(9))}})}})}})));
}

void history::limit() {
  const auto name = "p" + std::to_string(roll(2));
  if (once_in(2)) {
    here_.erase(std::string{policies} + "/" + name);
    return;
  }
  json::value limits = json::object{};
  if (once_in(2))
    limits.set("maxBandwidthPct", 20 + roll(80));
  else if (once_in(2))
    limits.set("priorities", json::value::list({"high", "normal"}));
  else
    limits.set("profiles", json::value::list({"Quick Start Profile"}));
  const auto selector = once_in(2)
                          ? json::value{json::object{}}
                          : json::value::of({{"matchLabels", json::value::of({{"tier", "test"}})}});
  here_.erase(std::string{policies} + "/" + name);
  here_.apply(json::value::of(
    {{"apiVersion", "vcn.cloud/v1alpha1"},
     {"kind", "VelocloudPolicy"},
     {"metadata", json::value::of({{"name", name}})},
     {"spec", json::value::of({{"namespaceSelector", selector}, {"limits", limits}})}}));
}

void history::relabel() {
  const json::value tier = once_in(2) ? json::value{"test"} : json::value{};
  here_.patch(once_in(2) ? "/api/v1/namespaces/ns1" : "/api/v1/namespaces/ns2",
              json::write(json::value::of(
                {{"metadata", json::value::of({{"labels", json::value::of({{"tier", tier}})}})}})));
}

} // namespace weft::simulation
