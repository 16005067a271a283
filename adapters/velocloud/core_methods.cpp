#include "adapters/velocloud/core.hpp"
#include "adapters/velocloud/sim/pages.hpp"
#include "adapters/velocloud/sim/validation.hpp"

#include <algorithm>
#include <array>

namespace weft::velocloud::sim {

namespace {

constexpr std::string_view enterprise_guid = "136697a9-4f0e-4c3b-8a53-1f7c2b9d0001";

bool asks_for(const json::value& params, std::string_view list, std::string_view word) {
  const auto* named = params.find(list);
  const auto* words = named ? named->as_array() : nullptr;
  return words && std::any_of(words->begin(), words->end(), [&](const json::value& held) {
           return held.text_or("") == word;
         });
}

/// Runs one of the deferred changes for this module.
template <class Changes, class Run>
void fire(Changes& waiting, std::int64_t module_id, Run run) {
  if (auto i = waiting.find(module_id); i != waiting.end()) {
    const auto how = std::move(i->second);
    waiting.erase(i);
    run(how);
  }
}

} // namespace

core::outcome core::refuse(int status, int code, const std::string& message) {
  return {status, error_body(code, message)};
}

core::outcome core::refuse_rows(std::string message) {
  return {200, json::value::of({{"error", std::move(message)}, {"rows", 0}})};
}

core::outcome core::dispatch(visit& call) {
  struct entry {
    std::string_view method;
    method_body body;
    bool writes;
  };
  static constexpr std::array<entry, 13> methods{{
    {"enterprise/getEnterprise", &core::read_enterprise, false},
    {"enterprise/getEnterpriseConfigurationsPolicies", &core::list_policies, false},
    {"enterprise/getEnterpriseConfigurations", &core::list_profiles, false},
    {"enterprise/getEnterpriseNetworkSegments", &core::list_segments, false},
    {"enterprise/getObjectGroups", &core::list_groups, false},
    {"event/getEnterpriseEvents", &core::list_events, false},
    {"configuration/getConfiguration", &core::read_profile, false},
    {"configuration/getConfigurationModules", &core::read_modules, false},
    {"configuration/getIdentifiableApplications", &core::list_applications, false},
    {"configuration/updateConfigurationModule", &core::update_module, true},
    {"configuration/insertConfigurationModule", &core::insert_module, true},
    {"configuration/cloneConfiguration", &core::clone_profile, true},
    {"configuration/deleteConfiguration", &core::delete_profile, true},
  }};
  if (!call.who) {
    ++seen_.unauthenticated;
    return refuse(200, -32000, "tokenError [invalid or expired token]");
  }
  const auto i = std::find_if(methods.begin(), methods.end(),
                              [&](const entry& held) { return held.method == call.method; });
  if (i == methods.end())
    return refuse(404, -32601, "unknown method " + call.method);
  if (!(i->writes ? call.who->may_write : call.who->may_read))
    return refuse(400, -32603,
                  std::string{"user does not have privilege ["} + (i->writes ? "UPDATE" : "READ")
                    + " ENTERPRISE_PROFILE] required to access [" + call.method + "]");
  const auto* tenant = call.params.find("enterpriseId");
  if (call.who->operates && !tenant)
    return refuse(400, -32600, "missing required property enterpriseId");
  if (tenant && tenant->int_or(0) != enterprise_id)
    return refuse(400, -32603,
                  "user does not have privilege [READ ENTERPRISE] for enterprise "
                    + json::write(*tenant));
  return (this->*i->body)(call);
}

json::value core::describe(const profile& of, const module& which, bool with_data, visit* reader) {
  const auto stamp = iso_time(which.version);
  auto row = json::value::of({{"id", which.id},
                              {"created", iso_time(1612137600000)},
                              {"name", which.name},
                              {"type", "ENTERPRISE"},
                              {"description", nullptr},
                              {"schemaVersion", "3.3.2"},
                              {"version", std::to_string(which.version)},
                              {"configurationId", of.id},
                              {"effective", stamp},
                              {"modified", stamp},
                              {"isSmallData", 1}});
  if (settings.extra_members)
    row.set("x_unheardOf", json::value::of({{"since", "7.0"}, {"n", nullptr}}));
  if (!with_data) {
    if (settings.probes_without_version)
      for (const auto* name : {"version", "modified", "effective"})
        row.erase(name);
    return row;
  }
  row.set("data", *which.data);
  if (!which.refs.is_null())
    row.set("refs", which.refs);
  if (reader)
    ledgers_[which.id].saw(reader->author, which.data);
  return row;
}

json::value core::describe(const profile& which, bool with_modules, visit* reader) {
  const auto stamp = iso_time(which.version);
  auto row = json::value::of({{"id", which.id},
                              {"created", iso_time(1612137600000)},
                              {"name", which.name},
                              {"logicalId", which.logical_id},
                              {"enterpriseLogicalId", enterprise_guid},
                              {"version", std::to_string(which.version)},
                              {"description", nullptr},
                              {"configurationType", which.type},
                              {"bastionState", "UNCONFIGURED"},
                              {"schemaVersion", "3.0.0"},
                              {"effective", stamp},
                              {"modified", stamp},
                              {"isStaging", which.staging ? 1 : 0}});
  if (settings.extra_members)
    row.set("hasQuiescedGatewayUsage", false);
  if (with_modules) {
    json::array parts;
    for (const auto& part : which.modules)
      parts.push_back(describe(which, part, true, reader));
    row.set("modules", std::move(parts));
  }
  return row;
}

core::outcome core::read_enterprise(visit&) {
  return {200, json::value::of({{"id", enterprise_id},
                                {"logicalId", enterprise_guid},
                                {"name", "Example Networks"},
                                {"accountNumber", "EXA-0001"}})};
}

core::outcome core::list_profiles(visit& call) {
  ++seen_.listings;
  const bool whole = asks_for(call.params, "with", "modules");
  json::array rows;
  for (const auto& held : profiles) {
    const auto* type = call.params.find("configurationType");
    if (!type || type->text_or("") == held.type)
      rows.push_back(describe(held, whole, &call));
    if (whole)
      seen_.reads += held.modules.size();
  }
  return {200, std::move(rows)};
}

core::outcome core::list_policies(visit&) {
  ++seen_.listings;
  json::array rows;
  for (const auto& held : profiles) {
    auto row = describe(held, false, nullptr);
    row.set("edgeCount", 3);
    row.set("policies", json::value::of({{"deviceSettingsEnabled", true},
                                         {"bizPolicyEnabled", !held.modules.empty()},
                                         {"firewall", "enabled"}}));
    rows.push_back(std::move(row));
  }
  return {200, std::move(rows)};
}

core::outcome core::read_profile(visit& call) {
  const auto* held = find_profile(call.params.int_at({"id"}, 0));
  if (!held)
    return refuse(400, -32600, "no configuration with that id");
  const bool whole = asks_for(call.params, "with", "modules");
  auto row = describe(*held, whole, &call);
  if (whole)
    for (const auto& part : std::vector<module>{held->modules}) {
      ++seen_.reads;
      fire(after_read_, part.id, [&](const change& how) { human_edit(part.id, how, call.now); });
    }
  return {200, std::move(row)};
}

core::outcome core::read_modules(visit& call) {
  const auto* held = find_profile(call.params.int_at({"configurationId"}, 0));
  if (!held)
    return refuse(400, -32600, "no configuration with that id");
  const auto* bare_rows = call.params.find("noData");
  const bool probing = bare_rows && bare_rows->as_bool() && *bare_rows->as_bool();
  json::array rows;
  for (const auto& part : std::vector<module>{held->modules}) {
    if (call.params.find("modules") && !asks_for(call.params, "modules", part.name))
      continue;
    rows.push_back(describe(*held, part, !probing, &call));
    ++(probing ? seen_.probes : seen_.reads);
    fire(probing ? after_probe_ : after_read_, part.id,
         [&](const change& how) { human_edit(part.id, how, call.now); });
  }
  return {200, std::move(rows)};
}

core::outcome core::update_module(visit& call) {
  auto id = call.params.int_at({"id"}, 0);
  if (id == 0)
    id = call.params.int_at({"configurationModuleId"}, 0);
  const auto* data = call.params.find_path({"_update", "data"});
  const auto refused = [this](outcome why) {
    ++seen_.refused_writes;
    return why;
  };
  auto* where = module_by_id(id);
  if (!where)
    return refused(refuse_rows("no configuration module with that id"));
  if (!data || !data->is_object())
    return refused(refuse(400, -32600, "_update.data must be an object"));
  if (settings.strict)
    if (auto trouble = find_violation(*data, settings); !trouble.empty())
      return refused(refuse(400, -32600, trouble));
  if (settings.reject_if && data->find("segments") && data->find("segments")->as_array())
    for (const auto& segment : *data->find("segments")->as_array())
      if (const auto* rules = segment.find("rules"); rules && rules->as_array())
        for (const auto& rule : *rules->as_array())
          if (auto trouble = settings.reject_if(rule); !trouble.empty())
            return refused(refuse(400, -32600, trouble));
  ++seen_.writes;
  if (*data == *where->data)
    ++seen_.noop_writes;
  if (const auto* refs = call.params.find_path({"_update", "refs"}))
    where->refs = *refs;
  store(*where, *data, call.author, call.now);
  return {200, json::value::of({{"rows", 1}})};
}

core::outcome core::insert_module(visit& call) {
  auto* held = find_profile(call.params.int_at({"configurationId"}, 0));
  if (!held)
    return refuse(400, -32600, "no configuration with that id");
  const auto* name = call.params.find("name");
  const auto* data = call.params.find("data");
  if (!name || !data || !data->is_object())
    return refuse(400, -32600, "missing required property name or data");
  for (const auto& part : held->modules)
    if (part.name == name->text_or(""))
      return refuse_rows("configuration has such a module already");
  if (settings.strict)
    if (auto trouble = find_violation(*data, settings); !trouble.empty())
      return refuse(400, -32600, trouble);
  module fresh;
  fresh.id = held->id * 10 + 1 + static_cast<std::int64_t>(held->modules.size());
  fresh.name = name->text_or("");
  fresh.data = take_snapshot(json::value{json::object{}});
  held->modules.push_back(fresh);
  ++seen_.writes;
  store(held->modules.back(), *data, call.author, call.now);
  return {200, json::value::of({{"id", fresh.id}})};
}

core::outcome core::list_applications(visit&) {
  return {200, json::parse(R"({"applications":[
            {"id":70,"name":"icmp","displayName":"ICMP","class":14,"description":"ICMP",
             "knownIpPortMapping":{},"protocolPortMapping":{}},
            {"id":767,"name":"box","displayName":"Box","class":9,"description":"Box",
             "knownIpPortMapping":{},"protocolPortMapping":{}}]})")
                 .value()};
}

core::outcome core::list_segments(visit&) {
  return {200, json::parse(R"([{"id":1,"name":"Global Segment","type":"REGULAR",
                               "data":{"segmentId":0}},
                              {"id":2,"name":"pos","type":"PRIVATE","data":{"segmentId":7}}])")
                 .value()};
}

core::outcome core::list_groups(visit& call) {
  const auto type = call.params.text_at({"type"});
  if (type != "address_group" && type != "port_group")
    return refuse(400, -32600, "type must be address_group or port_group");
  return {200, json::array{}};
}

core::outcome core::clone_profile(visit& call) {
  const auto* held = find_profile(call.params.int_at({"configurationId"}, 0));
  const auto* name = call.params.find("name");
  if (!held || !name)
    return refuse(400, -32600, "no configuration with that id, or no name");
  auto copy = *held;
  for (const auto& other : profiles)
    copy.id = std::max(copy.id, other.id + 1);
  copy.logical_id = make_guid();
  copy.name = name->text_or("");
  for (std::size_t i = 0; i < copy.modules.size(); ++i)
    copy.modules[i].id = copy.id * 10 + 1 + static_cast<std::int64_t>(i);
  copy.version = next_version(call.now);
  profiles.push_back(copy);
  return {200, json::value::of({{"id", copy.id}})};
}

core::outcome core::delete_profile(visit& call) {
  const auto id = call.params.int_at({"id"}, 0);
  const auto rows = std::erase_if(profiles, [&](const profile& held) { return held.id == id; });
  if (rows == 0)
    return refuse_rows("no configuration with that id");
  return {200, json::value::of({{"id", id}, {"rows", static_cast<std::uint64_t>(rows)}})};
}

} // namespace weft::velocloud::sim
