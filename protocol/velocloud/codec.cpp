#include "protocol/velocloud/codec.hpp"

#include "protocol/velocloud/names.hpp"

#include <algorithm>

namespace weft::velocloud {

namespace {

json::value params_of(tenant who) {
  json::value out = json::object{};
  if (who)
    out.set("enterpriseId", *who);
  return out;
}

/// 0, 1, true and false all occur.
bool truth_in(const json::value& row, std::string_view name) {
  const auto* held = row.find(name);
  return held && (held->int_or(0) != 0 || (held->as_bool() && *held->as_bool()));
}

fault not_a(std::string_view what, const json::value& answer) {
  return {errc::malformed,
          "expected " + std::string{what} + ", got " + std::string{answer.type_name()},
          "",
          {}};
}

result<const json::array*> qos_rows(const json::value& answer) {
  const auto* rows = answer.as_array();
  if (!rows)
    return not_a("a list of modules", answer);
  return rows;
}

/// Whether every segment's rules are a list, or there are none.
bool has_lists_of_rules(const json::array& segments) {
  return std::all_of(segments.begin(), segments.end(), [](const json::value& segment) {
    const auto* rules = segment.find("rules");
    return !rules || rules->is_null() || rules->is_array();
  });
}

bool is_qos(const json::value& row) {
  return row.text_at({"name"}) == "QOS";
}

observation in_trouble(std::string_view why, std::string text) {
  observation out;
  out.trouble = why;
  out.message = std::move(text);
  return out;
}

} // namespace

json::value list_profiles_params(tenant who) {
  return params_of(who);
}

json::value read_module_params(tenant who, std::int64_t profile, bool without_data) {
  auto out = params_of(who);
  out.set("configurationId", profile);
  out.set("modules", json::value::list({"QOS"}));
  if (without_data)
    out.set("noData", true);
  return out;
}

std::string_view write_method(const module_write& what) {
  return what.create ? method::insert_module : method::update_module;
}

json::value write_module_params(tenant who, const module_write& what) {
  auto out = params_of(who);
  if (what.create) {
    out.set("configurationId", what.profile_id);
    out.set("name", "QOS");
    out.set("data", what.data);
    return out;
  }
  out.set("id", what.module_id);
  json::value update = json::object{};
  update.set("name", "QOS");
  update.set("data", what.data);
  out.set("_update", std::move(update));
  return out;
}

json::value login_params(std::string_view user, std::string_view password) {
  return json::value::of({{"username", user}, {"password", password}});
}

result<profile_inventory> read_profiles(const json::value& answer) {
  const auto* rows = answer.as_array();
  if (!rows)
    return not_a("a list of profiles", answer);
  profile_inventory out;
  for (const auto& row : *rows) {
    profile_row one;
    one.id = row.int_at({"id"}, 0);
    one.logical_id = row.text_at({"logicalId"});
    one.name = row.text_at({"name"});
    one.type = row.text_at({"configurationType"});
    one.staging = truth_in(row, "isStaging");
    one.enterprise_id = row.int_at({"enterpriseId"}, 0);
    if (one.id != 0 && !one.name.empty())
      out.profiles.push_back(std::move(one));
  }
  return out;
}

result<observation> read_module(json::value answer) {
  const auto rows = qos_rows(answer);
  if (!rows)
    return rows.error();
  for (auto& row : *answer.as_array()) {
    auto* data = row.find("data");
    if (!is_qos(row) || row.int_at({"id"}, 0) == 0)
      continue;
    const auto* segments = data ? data->find("segments") : nullptr;
    if (!segments || !segments->is_array())
      return fault{errc::malformed, "the QOS module has no list of segments", "", {}};
    if (!has_lists_of_rules(*segments->as_array()))
      return fault{errc::malformed, "the rules of a segment are no list", "", {}};
    module_state state;
    state.id = row.int_at({"id"}, 0);
    state.data = std::move(*data);
    observation out;
    out.version = row.text_at({"version"});
    out.body = take_snapshot(std::move(state));
    return out;
  }
  return in_trouble(reason::module_missing, "the profile has no QOS module");
}

result<std::string> read_version(const json::value& answer) {
  const auto rows = qos_rows(answer);
  if (!rows)
    return rows.error();
  const auto found = std::find_if((*rows)->begin(), (*rows)->end(), is_qos);
  return found == (*rows)->end() ? std::string{} : std::string{found->text_at({"version"})};
}

observation profile_gone() {
  return in_trouble(reason::profile_not_found, "VCO does not know this profile any more");
}

result<void> read_written(const json::value& answer) {
  if (!answer.is_object())
    return not_a("an object", answer);
  if (answer.int_at({"rows"}, 0) > 0 || answer.int_at({"id"}, 0) > 0)
    return boost::system::in_place_value;
  return fault{errc::malformed, "VCO does not say that it wrote anything", "", {}};
}

} // namespace weft::velocloud
