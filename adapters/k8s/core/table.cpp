#include "adapters/k8s/core/table.hpp"

#include "protocol/condition.hpp"

#include <cmath>

namespace weft::k8s::server {

std::string age(std::int64_t seconds) {
  auto two = [](std::int64_t big, char unit, std::int64_t small, char rest) {
    auto out = std::to_string(big) + unit;
    return small == 0 ? out : out + std::to_string(small) + rest;
  };
  const auto minutes = seconds / 60;
  const auto hours = seconds / 3600;
  const auto days = hours / 24;
  if (seconds < -1)
    return "<invalid>";
  if (seconds < 120)
    return std::to_string(std::max<std::int64_t>(seconds, 0)) + "s";
  if (minutes < 10)
    return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180)
    return std::to_string(minutes) + "m";
  if (hours < 8)
    return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48)
    return std::to_string(hours) + "h";
  if (days < 8)
    return two(days, 'd', hours % 24, 'h');
  if (days < 365 * 2)
    return std::to_string(days) + "d";
  return days < 365 * 8 ? two(days / 365, 'y', days % 365, 'd') : std::to_string(days / 365) + "y";
}

namespace {

json::value column_of(const column& from) {
  return json::value::of({{"name", from.name},
                          {"type", from.type},
                          {"format", from.format},
                          {"description", from.description},
                          {"priority", from.priority}});
}

json::value cell_of(const column& from, const json::value& object, timestamp now) {
  auto held = from.show(object);
  if (from.type != "date")
    return held;
  const auto when = held.text_or("");
  if (when.empty())
    return from.name == "Age" ? json::value{"<unknown>"} : held;
  return age((now - from_rfc3339(when)).count());
}

} // namespace

json::value make_partial(const json::value& object) {
  json::value out
    = json::value::of({{"kind", "PartialObjectMetadata"}, {"apiVersion", "meta.k8s.io/v1"}});
  const auto* meta = object.find("metadata");
  out.set("metadata", meta ? *meta : json::value{json::object{}});
  return out;
}

json::value make_table(const scope& for_whom, const std::vector<json::value>& items,
                       json::value list_meta, bool with_columns) {
  json::value out = json::value::of({{"kind", "Table"}, {"apiVersion", "meta.k8s.io/v1"}});
  out.set("metadata", std::move(list_meta));
  const auto& columns = for_whom.served().columns;
  const bool name_is_last = for_whom.what->plural == "events";
  const column name{
    "Name", "string", "name", "Name must be unique within a namespace.", name_is_last ? 1 : 0,
    nullptr};
  json::array definitions;
  for (const auto& one : columns)
    definitions.push_back(column_of(one));
  definitions.insert(name_is_last ? definitions.end() : definitions.begin(), column_of(name));
  out.set("columnDefinitions", with_columns ? json::value{std::move(definitions)} : json::value{});
  const auto include = for_whom.parameter("includeObject");
  json::array rows;
  for (const auto& item : items) {
    json::array cells;
    for (const auto& one : columns)
      cells.push_back(cell_of(one, item, for_whom.now));
    const auto* own = item.find_path({"metadata", "name"});
    cells.insert(name_is_last ? cells.end() : cells.begin(), own ? *own : json::value{});
    json::value row = json::value::of({{"cells", std::move(cells)}});
    row.set("object", include == "None"     ? json::value{}
                      : include == "Object" ? item
                                            : make_partial(item));
    rows.push_back(std::move(row));
  }
  out.set("rows", std::move(rows));
  return out;
}

} // namespace weft::k8s::server
