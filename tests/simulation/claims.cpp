#include "tests/simulation/claims.hpp"

#include "protocol/condition.hpp"

#include <algorithm>

namespace weft::simulation {

namespace {

condition shown(const json::value& object, std::string_view type) {
  if (const auto* status = object.find("status"))
    for (auto& one : read_conditions(*status))
      if (one.type == type)
        return one;
  return {};
}

} // namespace

world_shape with_trace() {
  world_shape shape;
  shape.tracing = true;
  return shape;
}

std::string spec_of(const std::string& name, const std::string& more, const std::string& profile) {
  return "{profile: " + profile + ", name: " + name + ", fqdn: " + name + ".vcn.cloud, dport: 443"
         + more + "}";
}

std::string message_of(world& here, const std::string& name, std::string_view type,
                       const std::string& ns) {
  return shown(here.find(world::rule_path(name, ns)), type).message;
}

std::string reason_of(world& here, const std::string& name) {
  return shown(here.find(world::rule_path(name)), "Ready").reason;
}

bool all_ready(world& here, const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(),
                     [&](const std::string& one) { return here.ready(one) == "True"; });
}

std::vector<description> dump(world& here) {
  std::vector<description> out;
  for (const auto& one : here.actors_of(here.newest()))
    if (auto said = here.ask<description>(caf::actor_cast<describable_actor>(one), describe{}))
      out.push_back(std::move(*said));
  return out;
}

bool traced(const world& here, std::string_view text) {
  return std::any_of(here.trace.begin(), here.trace.end(),
                     [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

std::string at(const json::value& rule, std::initializer_list<std::string_view> path) {
  const auto* held = rule.find_path(path);
  return !held ? "" : held->as_string() ? *held->as_string() : json::write(*held);
}

std::vector<std::string> ids_in(world& here, std::int64_t module_id) {
  std::vector<std::string> out;
  for (const auto& segment : *here.vco.find_module(module_id)->data->find("segments")->as_array())
    for (const auto* list : {"rules", "defaults"})
      for (const auto& rule : *segment.find(list)->as_array())
        if (const auto* id = rule.find("ruleLogicalId"))
          out.emplace_back(id->text_or(""));
  return out;
}

void check_manners(const world& here, std::size_t calls_in_penalty) {
  const auto& seen = here.vco.seen();
  CHECK(seen.lost_updates == 0);
  CHECK(seen.noop_writes == 0);
  CHECK(seen.most_writes_in_flight <= 1);
  CHECK(seen.calls_in_penalty <= calls_in_penalty);
  CHECK(here.books.violations.empty());
  CHECK_FALSE(traced(here, "actor died"));
}

} // namespace weft::simulation
