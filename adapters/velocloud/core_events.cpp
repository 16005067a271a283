#include "adapters/velocloud/core.hpp"
#include "adapters/velocloud/sim/pages.hpp"
#include "protocol/condition.hpp"

#include <algorithm>
#include <limits>

namespace weft::velocloud::sim {

namespace {

constexpr std::int64_t most_rows = 2048;

/// An end of `interval`: a date-time or milliseconds; nothing when it is neither.
std::optional<std::int64_t> read_end(const json::value& held) {
  if (const auto number = held.as_int())
    return number;
  const auto when = from_rfc3339(held.text_or(""));
  return when == timestamp{} ? std::nullopt : std::optional{when.time_since_epoch().count() * 1000};
}

} // namespace

/// What of the product's audit log this server knows: the writes of modules, newest first. Like
/// there, a row bears whole seconds and `detail` is a text.
core::outcome core::list_events(visit& call) {
  if (!settings.audit_readable)
    return refuse(400, -32603, "user does not have privilege [READ ENTERPRISE_EVENT] required");
  auto start = std::numeric_limits<std::int64_t>::min();
  auto end = std::numeric_limits<std::int64_t>::max();
  if (const auto* interval = call.params.find("interval")) {
    const auto* from = interval->find("start");
    const auto* to = interval->find("end");
    const auto first = from ? read_end(*from) : std::nullopt;
    const auto last = to ? read_end(*to) : std::optional{end};
    if (!first || !last)
      return refuse(400, -32600, "interval.start must be a date-time, and interval.end if present");
    start = *first;
    end = *last;
  }
  const auto limit = std::min(call.params.int_at({"filter", "limit"}, most_rows), most_rows);
  json::array rows;
  bool more = false;
  for (auto i = journal_.rbegin(); i != journal_.rend() && !more; ++i) {
    const auto second = i->when.time_since_epoch().count() / 1000 * 1000;
    if (second < start || second > end)
      continue;
    more = static_cast<std::int64_t>(rows.size()) >= limit;
    if (!more)
      rows.push_back(describe(*i, journal_.rend() - i, second));
  }
  return {200, json::value::of({{"metaData", json::value::of({{"limit", limit}, {"more", more}})},
                                {"data", std::move(rows)}})};
}

json::value core::describe(const journal_entry& what, std::int64_t id, std::int64_t second) const {
  std::string where = "?";
  std::string part = "?";
  for (const auto& held : profiles)
    for (const auto& one : held.modules)
      if (one.id == what.module) {
        where = held.name;
        part = one.name;
      }
  return json::value::of({{"id", id},
                          {"eventTime", iso_time(second)},
                          {"event", "EDIT_PROFILE"},
                          {"category", "USER"},
                          {"severity", "INFO"},
                          {"message", "profile [" + where + "] updated module [" + part + "]"},
                          {"detail", json::write(json::value::of({{"moduleId", what.module}}))},
                          {"enterpriseUsername", what.author.substr(0, what.author.find(' '))},
                          {"edgeName", nullptr}});
}

} // namespace weft::velocloud::sim
