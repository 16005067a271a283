#include "protocol/velocloud/placements.hpp"

namespace weft::velocloud {

std::vector<placement> read_placements(const json::value& status) {
  std::vector<placement> out;
  const auto* listed = status.find("placements");
  const auto* items = listed ? listed->as_array() : nullptr;
  if (!items)
    return out;
  for (const auto& item : *items) {
    auto text = [&](std::string_view name) {
      const auto* held = item.find(name);
      return std::string{held ? held->text_or("") : ""};
    };
    auto whole = [&](std::string_view name, std::int64_t otherwise) {
      const auto* held = item.find(name);
      return held ? held->int_or(otherwise) : otherwise;
    };
    placement one;
    one.enterprise_id = whole("enterpriseId", 0);
    one.profile_id = whole("profileId", 0);
    one.profile_logical_id = text("profileLogicalId");
    one.profile_name = text("profileName");
    one.module_id = whole("moduleId", 0);
    one.segment_id = whole("segmentId", 0);
    one.rule_name = text("ruleName");
    one.rule_logical_id = text("ruleLogicalId");
    one.position = whole("position", -1);
    one.module_version = text("moduleVersion");
    one.state = text("state");
    if (one.profile_id != 0)
      out.push_back(std::move(one));
  }
  return out;
}

json::value write_placements(const std::vector<placement>& all) {
  json::array items;
  for (const auto& one : all) {
    json::value item = json::object{};
    auto text = [&](std::string_view name, const std::string& held) {
      if (!held.empty())
        item.set(name, held);
    };
    if (one.enterprise_id != 0)
      item.set("enterpriseId", one.enterprise_id);
    item.set("profileId", one.profile_id);
    text("profileLogicalId", one.profile_logical_id);
    text("profileName", one.profile_name);
    if (one.module_id != 0)
      item.set("moduleId", one.module_id);
    item.set("segmentId", one.segment_id);
    text("ruleName", one.rule_name);
    text("ruleLogicalId", one.rule_logical_id);
    if (one.position >= 0)
      item.set("position", one.position);
    text("moduleVersion", one.module_version);
    text("state", one.state);
    items.push_back(std::move(item));
  }
  return items;
}

std::string identity_of(const placement& where, const std::string& computed_id) {
  const auto& id = where.rule_logical_id == computed_id ? std::string{} : where.rule_logical_id;
  return std::to_string(where.profile_id) + "/" + std::to_string(where.segment_id) + "/"
         + where.rule_name + "/" + id;
}

} // namespace weft::velocloud
