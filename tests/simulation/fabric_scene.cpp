#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

namespace weft::simulation {

namespace {

json::object as_members(const fabric_scene::attributes_to_set& from) {
  json::object out;
  for (const auto& [name, value] : from)
    out.emplace_back(name, value);
  return out;
}

/// Whether every object in a body has its attributes first. @see aci.md 2.6
bool is_in_order(const json::value& tree) {
  for (const auto& [name, held] : *tree.as_object()) {
    const auto* members = held.as_object();
    if (!members || members->empty() || members->front().first != "attributes")
      return false;
    if (const auto* children = held.find("children"))
      for (const auto& one : *children->as_array())
        if (!is_in_order(one))
          return false;
  }
  return true;
}

bool is_write(const aci::sim::request_entry& one) {
  return one.method != "GET" && one.target.starts_with("/api/mo/");
}

} // namespace

world_shape on_fabric() {
  auto shape = with_trace();
  shape.has_velocloud = false;
  shape.has_aci = true;
  return shape;
}

std::string eepg_dn(const std::string& epg, const std::string& l3out) {
  return aci::dn_of({"T", l3out, epg});
}

std::string subnet_dn(const std::string& epg, const std::string& prefix, const std::string& l3out) {
  return aci::dn_of({"T", l3out, epg}, prefix);
}

std::string subnet_line(const std::string& prefix, const std::string& name) {
  return prefix + " " + name + " import-security " + std::string{marker};
}

fabric_scene::fabric_scene(world_shape how, std::uint64_t seed) : world(seed, std::move(how)) {
  count_anew();
}

void fabric_scene::open() {
  start();
  run_for(15s);
  count_anew();
}

void fabric_scene::open_with_web(const std::string& more) {
  open();
  deploy(*this, "web", order_for("E", more));
  REQUIRE(sees([&] { return has(eepg_dn("E")); }));
  run_for(15s); // with the look at what may have been missed
  count_anew();
}

void fabric_scene::count_anew() {
  counters_before_ = apic.seen();
  requests_before_ = apic.requests().size();
  transactions_before_ = apic.transactions().size();
  events_before_ = all_events();
}

fabric_scene::tally fabric_scene::counted() const {
  const auto& now = apic.seen();
  const auto& before = counters_before_;
  return {now.posts - before.posts, now.deletes - before.deletes, now.gets - before.gets,
          now.subscriptions - before.subscriptions, now.logins - before.logins};
}

aci::sim::attribute_map fabric_scene::attributes(const std::string& dn) const {
  const auto held = apic.tree().find(dn);
  return held ? held->attributes : aci::sim::attribute_map{};
}

texts fabric_scene::prefixes(const std::string& epg, const std::string& l3out) const {
  texts out;
  for (const auto& one : apic.tree().children(eepg_dn(epg, l3out)))
    if (one->class_name == aci::mo::subnet)
      out.emplace_back(one->text("ip"));
  std::sort(out.begin(), out.end());
  return out;
}

texts fabric_scene::subnets(const std::string& epg) const {
  texts out;
  for (const auto& prefix : prefixes(epg)) {
    auto line = prefix;
    for (const auto* name : {"name", "scope", "annotation"})
      line.append(" ").append(at(subnet_dn(epg, prefix), name));
    out.push_back(std::move(line));
  }
  return out;
}

std::vector<aci::sim::transaction_entry> fabric_scene::commits() const {
  std::vector<aci::sim::transaction_entry> out;
  const auto& all = apic.transactions();
  std::copy_if(all.begin() + static_cast<std::ptrdiff_t>(transactions_before_), all.end(),
               std::back_inserter(out), [](const auto& one) { return one.who == apic_user; });
  return out;
}

std::vector<aci::sim::request_entry> fabric_scene::requests(std::string_view method,
                                                            std::string_view part) const {
  const auto& all = apic.requests();
  std::vector<aci::sim::request_entry> out;
  std::copy_if(all.begin() + static_cast<std::ptrdiff_t>(requests_before_), all.end(),
               std::back_inserter(out), [&](const auto& one) {
                 return (method.empty() || one.method == method)
                        && one.target.find(part) != std::string::npos;
               });
  return out;
}

std::size_t fabric_scene::mentions(std::string_view text) const {
  const auto all = requests({});
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto& one) {
    return one.target.find(text) != std::string::npos || one.body.find(text) != std::string::npos;
  }));
}

void fabric_scene::admin_sets(const std::string& dn, const attributes_to_set& what) {
  auto body = json::value::of(
    {{std::string{aci::class_of(dn)}, json::value::of({{"attributes", as_members(what)}})}});
  const auto got = apic.edit("POST", dn, json::write(body), apic_time());
  INFO(got.body);
  REQUIRE(got.status == 200);
}

void fabric_scene::admin_deletes(const std::string& dn) {
  REQUIRE(has(dn));
  REQUIRE(apic.edit("DELETE", dn, {}, apic_time()).status == 200);
}

std::string fabric_scene::stands(const std::string& deployment, const std::string& ns) {
  const auto object = find(path_of("Deployment", deployment, ns));
  const auto said
    = json::parse(text_at(object, {"metadata", "annotations", shape.fabric.report_annotation}));
  if (!said)
    return "";
  const auto status = text_at(*said, {"status"});
  return status == "True" ? status : status + "/" + text_at(*said, {"reason"});
}

std::map<std::string, std::size_t> fabric_scene::all_events() {
  std::map<std::string, std::size_t> out;
  for (const auto& one : list("/apis/events.k8s.io/v1/events"))
    ++out[text_at(one, {"regarding", "name"}) + " " + text_at(one, {"reason"})];
  return out;
}

std::size_t fabric_scene::events(const std::string& deployment, std::string_view reason) {
  const auto key = deployment + " " + std::string{reason};
  return all_events()[key] - events_before_[key];
}

texts fabric_scene::blemishes() const {
  auto out = books.violations;
  for (const auto& one : apic.conflicts())
    out.push_back("F0467: " + one + " is in two EEPGs of a VRF");
  std::set<std::string> touched;
  for (const auto& one : apic.transactions())
    for (const auto& edit : one.edits)
      if (const auto where = aci::read_place(edit.dn); where && !where->prefix.empty())
        touched.emplace(where->prefix);
  for (const auto& one : touched)
    if (apic.most_holders(one) > 1)
      out.push_back(one + " was in two EEPGs at once");
  if (apic.seen().doubled_cookies > 0)
    out.emplace_back("two cookies in one request");
  for (const auto& one : apic.requests()) {
    if (!is_write(one) || one.body.empty())
      continue;
    const auto body = json::parse(one.body);
    if (!body || !body->is_object() || !is_in_order(*body))
      out.push_back("attributes do not come first: " + one.body.substr(0, 200));
  }
  for (const auto& one : trace)
    if (one.find("actor died") != std::string::npos)
      out.push_back(one);
  return out;
}

} // namespace weft::simulation
