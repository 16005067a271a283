#include "adapters/avi/sim/control.hpp"

#include "adapters/avi/sim/faults.hpp"
#include "adapters/avi/sim/types.hpp"
#include "protocol/condition.hpp"
#include "protocol/table.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::avi::sim {

namespace {

using rows = std::vector<std::vector<std::string>>;

constexpr std::size_t shown_of_body = 120;

net::http_response as_text(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)};
}

std::string stamp(instant when) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(when));
}

json::value count(std::size_t n) {
  return static_cast<std::uint64_t>(n);
}

/// A table, as text or, with its heads for names, as JSON.
net::http_response show(const rows& all, const net::http_request& asked) {
  if (net::find(asked.fields, "Accept").find("json") == std::string_view::npos)
    return as_text(200, write_columns(all, 2));
  json::array out;
  for (auto row = all.begin() + 1; row != all.end(); ++row) {
    json::value one{json::object{}};
    for (std::size_t i = 0; i < row->size(); ++i)
      one.set(all.front()[i], (*row)[i]);
    out.push_back(std::move(one));
  }
  return as_json(200, std::move(out));
}

std::string owner_of(const object& one) {
  const auto* markers = one.body.find("markers");
  if (markers && markers->as_array())
    for (const auto& marker : *markers->as_array())
      if (marker.text_at({"key"}) == "clustername")
        if (const auto* values = marker.find("values"); values && values->as_array())
          for (const auto& value : *values->as_array())
            return std::string{value.text_or("-")};
  return std::string{one.body.text_at({"created_by"}, "-")};
}

net::http_response show_objects(const core& at, const net::http_request& asked,
                                std::string_view type) {
  rows out{{"type", "name", "tenant", "owner", "uuid", "modified"}};
  for (const auto& one : at.objects().all())
    if (type.empty() || one->type == type)
      out.push_back({one->type, one->name, one->tenant, owner_of(*one), one->uuid,
                     std::to_string(one->modified)});
  return show(out, asked);
}

net::http_response show_routes(const core& at, const net::http_request& asked) {
  rows out{{"vrf", "route_id", "prefix", "next_hop", "label"}};
  for (const auto& vrf : at.objects().all("vrfcontext")) {
    const auto* routes = vrf->body.find("static_routes");
    if (!routes || !routes->as_array())
      continue;
    for (const auto& one : *routes->as_array()) {
      const auto* labels = one.find("labels");
      const bool labelled = labels && labels->as_array() && !labels->as_array()->empty();
      out.push_back({vrf->name, std::string{one.text_at({"route_id"})},
                     std::string{one.text_at({"prefix", "ip_addr", "addr"})} + "/"
                       + std::to_string(one.int_at({"prefix", "mask"}, 0)),
                     std::string{one.text_at({"next_hop", "addr"})},
                     labelled ? std::string{labels->as_array()->front().text_at({"value"})} : "-"});
    }
  }
  return show(out, asked);
}

net::http_response show_log(const core& at, const net::http_request& asked) {
  rows out{{"start", "end", "user", "session", "tenant", "version", "status", "request", "body"}};
  for (const auto& one : at.requests())
    out.push_back({stamp(one.when), one.ended == instant{} ? "-" : stamp(one.ended),
                   one.who.empty() ? "-" : one.who, std::to_string(one.session), one.tenant,
                   one.version.empty() ? "-" : one.version,
                   one.status == 0 ? "-" : std::to_string(one.status),
                   one.method + " " + one.target, printable(one.body, shown_of_body)});
  return show(out, asked);
}

std::string_view word_of(transaction_entry::kind what) {
  using kind = transaction_entry::kind;
  return what == kind::created ? "created" : what == kind::deleted ? "deleted" : "modified";
}

net::http_response show_transactions(const core& at, const net::http_request& asked) {
  rows out{{"when", "user", "what", "type", "name", "uuid", "members"}};
  for (const auto& one : at.transactions()) {
    std::string members;
    for (const auto& name : one.members)
      members += (members.empty() ? "" : " ") + name;
    out.push_back({stamp(one.when), one.who, std::string{word_of(one.what)}, one.type, one.name,
                   one.uuid, one.changed ? members : "(nothing)"});
  }
  return show(out, asked);
}

net::http_response show_violations(const core& at, const net::http_request& asked) {
  rows out{{"when", "rule", "what"}};
  for (const auto& one : at.violations_at_rest())
    out.push_back({one.when == instant{} ? "now" : stamp(one.when), one.rule, one.what});
  return show(out, asked);
}

json::value written(const counters& seen) {
  json::value by_type{json::object{}};
  for (const auto& [type, many] : seen.writes_by_type)
    by_type.set(type, count(many));
  const auto span
    = seen.first_write ? *seen.last_write - *seen.first_write : std::chrono::milliseconds{0};
  return json::value::of({{"requests", count(seen.requests)},
                          {"reads", count(seen.reads)},
                          {"writes", count(seen.writes)},
                          {"noopWrites", count(seen.noop_writes)},
                          {"writesByType", std::move(by_type)},
                          {"writingMs", std::int64_t{span.count()}},
                          {"refused", count(seen.refused)},
                          {"stale", count(seen.stale)},
                          {"logins", count(seen.logins)},
                          {"failedLogins", count(seen.failed_logins)},
                          {"cappedLogins", count(seen.capped_logins)},
                          {"logouts", count(seen.logouts)},
                          {"unauthenticated", count(seen.unauthenticated)},
                          {"mostAtOnce", count(seen.most_at_once)},
                          {"mostPerSession", count(seen.most_per_session)}});
}

net::http_response show_history(const core& at, const std::string& uuid) {
  json::array out;
  for (const auto& one : at.history(uuid))
    out.push_back(one->body);
  for (const auto& one : at.objects().all())
    if (one->uuid == uuid)
      out.push_back(one->body);
  return as_json(200, std::move(out));
}

/// What an administrator wishes of one object. @returns what is wrong; empty: it is done.
std::string change_object(core& at, std::string_view type, const json::value& wish, instant now) {
  const std::string name{wish.text_at({"name"})};
  if (!find_type(type) || name.empty())
    return "it must be an object with a name, under a type that there is";
  if (const auto* gone = wish.find("_deleted"); gone && gone->as_bool() && *gone->as_bool())
    return at.remove(type, name, now) ? "" : "there is no such object";
  if (!at.find(type, name))
    return at.make(type, wish, now).empty() ? "the controller refuses it" : "";
  const auto merge = [&](json::value& body) {
    for (const auto& [member, value] : *wish.as_object())
      body.set(member, value);
  };
  return at.edit(type, name, merge, now) ? "" : "the controller refuses it";
}

net::http_response done_or(const std::string& trouble) {
  return trouble.empty() ? as_text(200, "ok\n") : as_text(400, trouble + "\n");
}

net::http_response post(core& at, const target& where, const json::value& said, instant now) {
  const auto& what = where.path[1];
  if (what == "faults")
    return done_or(bring_about(at, said, now));
  if (what == "load")
    return done_or(at.load(said));
  const auto* members = said.as_object();
  if (what == "objects" && members && members->size() == 1 && members->front().second.is_object())
    return done_or(change_object(at, members->front().first, members->front().second, now));
  return as_text(400, "POST {\"<type>\": {...}} to /_sim/objects; or /_sim/faults, /_sim/load\n");
}

} // namespace

std::string write_change(const transaction_entry& one) {
  std::string out = stamp(one.when) + "  " + one.who + "  " + std::string{word_of(one.what)} + " "
                    + one.type + " " + one.name;
  for (const auto& name : one.members)
    out += " " + name;
  return one_line(std::move(out));
}

bool is_control(const net::http_request& what) {
  return what.target.starts_with("/_sim/");
}

net::http_response control(core& at, const net::http_request& what, instant now) {
  const auto where = read_target(what.target);
  const std::string name = where.path.size() > 1 ? where.path[1] : "";
  if (what.method == "POST" && !name.empty()) {
    const auto said = json::parse(what.body);
    return said ? post(at, where, *said, now) : as_text(400, "it is no JSON\n");
  }
  if (name == "objects")
    return show_objects(at, what, where.option("type").value_or(""));
  if (name == "routes")
    return show_routes(at, what);
  if (name == "log")
    return show_log(at, what);
  if (name == "transactions")
    return show_transactions(at, what);
  if (name == "violations")
    return show_violations(at, what);
  if (name == "counters")
    return as_json(200, written(at.seen()));
  if (name == "history" && where.path.size() == 3)
    return show_history(at, where.path[2]);
  if (name == "dump")
    return as_json(200, at.dump());
  if (name == "faults")
    return as_text(200, fault_words());
  return as_text(404, "GET /_sim/objects[?type=...], routes, log, transactions, violations,"
                      " counters, history/<uuid>, dump or faults; POST /_sim/objects, load or"
                      " faults\n");
}

} // namespace weft::avi::sim
