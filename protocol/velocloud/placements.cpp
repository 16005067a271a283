#include "protocol/velocloud/placements.hpp"

namespace weft::velocloud {

std::vector<placement> read_placements(const json::value& status) {
  std::vector<placement> out;
  const auto* listed = status.find("placements");
  const auto* items = listed ? listed->as_array() : nullptr;
  if (!items)
    return out;
  for (const auto& item : *items) {
    placement one;
    one.enterprise_id = item.int_at({"enterpriseId"}, 0);
    one.profile_id = item.int_at({"profileId"}, 0);
    one.profile_logical_id = item.text_at({"profileLogicalId"});
    one.profile_name = item.text_at({"profileName"});
    one.module_id = item.int_at({"moduleId"}, 0);
    one.segment_id = item.int_at({"segmentId"}, 0);
    one.rule_name = item.text_at({"ruleName"});
    one.rule_logical_id = item.text_at({"ruleLogicalId"});
    one.position = item.int_at({"position"}, -1);
    one.module_version = item.text_at({"moduleVersion"});
    one.state = item.text_at({"state"});
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
