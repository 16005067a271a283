#include "adapters/velocloud/sim/control.hpp"

#include "adapters/velocloud/sim/pages.hpp"
#include "protocol/table.hpp"

#include <algorithm>
#include <charconv>

namespace weft::velocloud::sim {

namespace {

constexpr std::string_view modules_path = "/weft/modules/";

net::http_response plain(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)};
}

std::string text_at(const json::value& rule, std::initializer_list<std::string_view> path) {
  const auto* held = rule.find_path(path);
  if (!held)
    return "-";
  return held->is_string() ? *held->as_string() : json::write(*held);
}

/// One line per rule: where it is, then the managed paths of velocloud.md 6.
std::vector<std::vector<std::string>> list_rules(const core& vco) {
  std::vector<std::vector<std::string>> rows{{"PROFILE", "SEGMENT", "#", "NAME", "HOSTNAME", "PORT",
                                              "CLASS", "PRIORITY", "CAP", "LINK", "GROUP", "ID"}};
  for (const auto& held : vco.profiles)
    for (const auto& part : held.modules) {
      const auto* segments = part.data->find("segments");
      if (!segments || !segments->as_array())
        continue;
      for (const auto& segment : *segments->as_array()) {
        int position = 0;
        const auto* rules = segment.find("rules");
        if (rules && rules->as_array())
          for (const auto& rule : *rules->as_array())
            rows.push_back(
              {held.name, text_at(segment, {"segment", "name"}), std::to_string(position++),
               text_at(rule, {"name"}), text_at(rule, {"match", "hostname"}),
               text_at(rule, {"match", "dport_low"}), text_at(rule, {"action", "QoS", "type"}),
               text_at(rule, {"action", "QoS", "txScheduler", "priority"}),
               text_at(rule, {"action", "QoS", "txScheduler", "bandwidthCapPct"}),
               text_at(rule, {"action", "edge2CloudRouteAction", "linkPolicy"}),
               text_at(rule, {"action", "edge2CloudRouteAction", "serviceGroup"}),
               text_at(rule, {"ruleLogicalId"})});
      }
    }
  return rows;
}

json::value as_document(const std::vector<std::vector<std::string>>& rows) {
  json::array out;
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
    json::value one;
    for (std::size_t i = 0; i < row->size(); ++i) {
      auto name = rows.front()[i] == "#" ? std::string{"position"} : rows.front()[i];
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return static_cast<char>(c < 'A' || c > 'Z' ? c : c - 'A' + 'a');
      });
      one.set(name, (*row)[i]);
    }
    out.push_back(std::move(one));
  }
  return out;
}

json::value count(std::size_t n) {
  return static_cast<std::uint64_t>(n);
}

json::value show(const counters& seen) {
  return json::value::of({{"calls", count(seen.calls)},
                          {"reads", count(seen.reads)},
                          {"probes", count(seen.probes)},
                          {"listings", count(seen.listings)},
                          {"writes", count(seen.writes)},
                          {"noopWrites", count(seen.noop_writes)},
                          {"refusedWrites", count(seen.refused_writes)},
                          {"mostWritesInFlight", count(seen.most_writes_in_flight)},
                          {"mostCallsInFlight", count(seen.most_calls_in_flight)},
                          {"throttled", count(seen.throttled)},
                          {"callsInPenalty", count(seen.calls_in_penalty)},
                          {"unauthenticated", count(seen.unauthenticated)},
                          {"logins", count(seen.logins)},
                          {"lostUpdates", count(seen.lost_updates)},
                          {"bytesIn", count(seen.bytes_in)},
                          {"bytesOut", count(seen.bytes_out)}});
}

json::value show(const std::vector<std::string>& names) {
  return json::array(names.begin(), names.end());
}

json::value show(const std::deque<journal_entry>& journal) {
  json::array out;
  for (const auto& held : journal)
    out.push_back(json::value::of({{"when", std::int64_t{held.when.time_since_epoch().count()}},
                                   {"author", held.author},
                                   {"module", held.module},
                                   {"version", held.version},
                                   {"added", show(held.added)},
                                   {"changed", show(held.changed)},
                                   {"removed", show(held.removed)},
                                   {"lost", count(held.lost)}}));
  return out;
}

net::http_response control_module(core& vco, const net::http_request& what, instant now) {
  const auto text = path_of(what.target).substr(modules_path.size());
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  const auto* held = vco.find_module(id);
  if (!held)
    return plain(404, "no such module\n");
  if (what.method == "PUT") {
    auto data = json::parse(what.body);
    if (!data || !data->is_object())
      return plain(400, "not a JSON object\n");
    vco.human_edit(
      id, [&](json::value& old) { old = *data; }, now);
  }
  return as_json(200, *held->data);
}

} // namespace

bool is_control(const net::http_request& what) {
  return path_of(what.target).starts_with("/weft/");
}

net::http_response control(core& vco, const net::http_request& what, instant now) {
  const auto path = path_of(what.target);
  const bool reads = what.method == "GET";
  if (path == "/weft/rules" && reads) {
    const auto rows = list_rules(vco);
    const bool json = net::find(what.fields, "Accept").find("json") != std::string_view::npos;
    return json ? as_json(200, as_document(rows)) : plain(200, write_columns(rows, 2));
  }
  if (path == "/weft/counters" && reads)
    return as_json(200, show(vco.seen()));
  if (path == "/weft/journal" && reads)
    return as_json(200, show(vco.journal()));
  if (path.starts_with(modules_path) && (reads || what.method == "PUT"))
    return control_module(vco, what, now);
  if (path == "/weft/knobs" && what.method == "POST") {
    const auto wanted = json::parse(what.body);
    const auto trouble = wanted ? turn_knobs(vco, *wanted, now) : std::string{"not JSON"};
    return trouble.empty() ? plain(200, "ok\n") : plain(400, trouble + "\n");
  }
  return plain(404, "GET /weft/rules, /weft/counters, /weft/journal or /weft/modules/<id>;"
                    " PUT /weft/modules/<id>; POST /weft/knobs\n");
}

} // namespace weft::velocloud::sim
