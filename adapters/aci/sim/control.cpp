#include "adapters/aci/sim/control.hpp"

#include "adapters/aci/sim/faults.hpp"
#include "protocol/aci/dn.hpp"
#include "protocol/table.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>

namespace weft::aci::sim {

namespace {

using rows = std::vector<std::vector<std::string>>;

constexpr std::size_t shown_of_body = 160;
constexpr std::string_view socket_path = "/socket";

net::http_response as_text(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)};
}

net::http_response as_json(const json::value& what) {
  return {200, {{"Content-Type", "application/json"}}, json::write(what)};
}

bool wants_json(const net::http_request& what) {
  return net::find(what.fields, "Accept").find("json") != std::string_view::npos;
}

json::value count(std::size_t n) {
  return static_cast<std::uint64_t>(n);
}

// -- the tree ------------------------------------------------------------------------------------

std::string quoted(std::string_view name, std::string_view value) {
  std::string out{name};
  json::append_quoted(out += '=', value);
  return out;
}

/// What is not as in any new object, and is not its name: a scope always, for it is the point.
std::string remarkable(const object& one) {
  const auto& of = *find_class(one.class_name);
  std::string out;
  for (const auto& rule : of.attributes) {
    const auto value = one.text(rule.name);
    const bool as_any = value == rule.otherwise && rule.name != "scope";
    if (!as_any && rule.what != holds::set_by_apic && rule.name != of.naming)
      out += (out.empty() ? "" : " ") + quoted(rule.name, value);
  }
  return out;
}

net::http_response show_tree(const core& apics, const net::http_request& what, std::string dn) {
  dn = dn.empty() ? "uni" : dn;
  const auto top = apics.tree().find(dn);
  if (!top)
    return as_text(404, "there is no " + printable(dn, shown_of_body) + "\n");
  if (wants_json(what)) {
    query all;
    all.nested = query::reach::subtree;
    return as_answer(render(all, {top}, apics.tree()), 1);
  }
  rows out;
  const auto depth = rns_of(dn).size();
  for (const auto& one : apics.tree().subtree(dn)) {
    const auto rns = rns_of(one->dn);
    out.push_back({std::string(2 * (rns.size() - depth), ' ') + std::string{rns.back()},
                   one->class_name, remarkable(*one)});
  }
  return as_text(200, write_columns(out, 2));
}

// -- requests ------------------------------------------------------------------------------------

/// Only what names objects may be repeated: a token stands in the path of a socket, a password in
/// the body of a log-in, and both may stand anywhere by mistake.
bool names_objects(std::string_view target) {
  constexpr std::array places{"/api/mo/", "/api/class/", "/api/node/mo/", "/api/node/class/"};
  return std::any_of(places.begin(), places.end(),
                     [&](std::string_view one) { return target.starts_with(one); });
}

std::string without_secrets(std::string_view target) {
  if (target.starts_with(socket_path))
    return std::string{socket_path} + "<token>";
  return std::string{names_objects(target) ? target : target.substr(0, target.find('?'))};
}

net::http_response show_log(const core& apics, const net::http_request& what) {
  json::array all;
  rows out{{"TIME", "NODE", "USER", "STATUS", "REQUEST", "BODY"}};
  const bool json = wants_json(what);
  for (const auto& one : apics.requests()) {
    const auto target = without_secrets(one.target);
    const auto body = names_objects(one.target) ? std::string_view{one.body} : std::string_view{};
    if (json)
      all.push_back(json::value::of({{"when", stamp(one.when)},
                                     {"node", count(one.node)},
                                     {"user", one.who},
                                     {"status", one.status},
                                     {"method", one.method},
                                     {"target", target},
                                     {"body", body}}));
    else
      out.push_back({stamp(one.when), std::to_string(one.node), one.who.empty() ? "-" : one.who,
                     one.status == 0 ? "-" : std::to_string(one.status), one.method + " " + target,
                     printable(body, shown_of_body)});
  }
  return json ? as_json(std::move(all)) : as_text(200, write_columns(out, 2));
}

// -- transactions --------------------------------------------------------------------------------

using edit_kind = transaction_entry::edit::kind;

std::string_view word_of(edit_kind what) {
  return what == edit_kind::created    ? "created"
         : what == edit_kind::modified ? "modified"
                                       : "deleted";
}

char sign_of(edit_kind what) {
  return what == edit_kind::created ? '+' : what == edit_kind::modified ? '~' : '-';
}

json::value written(const transaction_entry& one) {
  json::array edits;
  for (const auto& what : one.edits)
    edits.push_back(json::value::of(
      {{"status", word_of(what.what)},
       {"class", what.class_name},
       {"dn", what.dn},
       {"attributes", json::object{what.attributes.begin(), what.attributes.end()}}}));
  return json::value::of({{"when", stamp(one.when)},
                          {"user", one.who},
                          {"method", one.method},
                          {"dn", one.dn},
                          {"edits", std::move(edits)}});
}

net::http_response show_transactions(const core& apics, const net::http_request& what) {
  json::array all;
  std::string out;
  const bool json = wants_json(what);
  for (const auto& one : apics.transactions())
    if (json)
      all.push_back(written(one));
    else
      out += write_commit(one);
  return json ? as_json(std::move(all)) : as_text(200, std::move(out));
}

json::value written(const counters& seen) {
  return json::value::of({{"requests", count(seen.requests)},
                          {"gets", count(seen.gets)},
                          {"posts", count(seen.posts)},
                          {"deletes", count(seen.deletes)},
                          {"commits", count(seen.commits)},
                          {"refused", count(seen.refused)},
                          {"logins", count(seen.logins)},
                          {"refreshes", count(seen.refreshes)},
                          {"logouts", count(seen.logouts)},
                          {"webTokens", count(seen.web_tokens)},
                          {"subscriptions", count(seen.subscriptions)},
                          {"subscriptionRefreshes", count(seen.subscription_refreshes)},
                          {"mostSubscriptions", count(seen.most_subscriptions)},
                          {"sockets", count(seen.sockets)},
                          {"frames", count(seen.frames)},
                          {"throttled", count(seen.throttled)},
                          {"unauthenticated", count(seen.unauthenticated)},
                          {"doubledCookies", count(seen.doubled_cookies)}});
}

} // namespace

std::string write_commit(const transaction_entry& one) {
  std::string out
    = one_line(stamp(one.when) + "  " + one.who + "  " + one.method + " " + one.dn) + "\n";
  for (const auto& what : one.edits) {
    std::string line{"  "};
    line.append(1, sign_of(what.what)).append(" ").append(what.dn);
    const auto naming = find_class(what.class_name)->naming;
    for (const auto& [name, value] : what.attributes)
      if (name != naming) // it stands in the DN
        line += " " + quoted(name, value);
    out += one_line(std::move(line)) + "\n";
  }
  return out;
}

bool is_control(const net::http_request& what) {
  return what.target.starts_with("/weft/");
}

net::http_response control(core& apics, const net::http_request& what, instant now) {
  const auto where = read_target(what.target);
  const bool reads = what.method == "GET";
  const bool posts = what.method == "POST";
  if (where.path == "/weft/tree" && reads)
    return show_tree(apics, what, where.option("dn"));
  if (where.path == "/weft/log" && reads)
    return show_log(apics, what);
  if (where.path == "/weft/transactions" && reads)
    return show_transactions(apics, what);
  if (where.path == "/weft/counters" && reads)
    return as_json(written(apics.seen()));
  if (where.path == "/weft/objects" && posts)
    return apics.edit("POST", "uni", what.body, now);
  if (where.path == "/weft/faults" && reads)
    return as_text(200, fault_words());
  if (where.path == "/weft/faults" && posts) {
    const auto wanted = json::parse(what.body);
    const auto trouble = wanted ? bring_about(apics, *wanted, now) : std::string{"it is no JSON"};
    return trouble.empty() ? as_text(200, "ok\n") : as_text(400, trouble + "\n");
  }
  return as_text(404, "GET /weft/tree[?dn=...], /weft/log, /weft/transactions, /weft/counters or"
                      " /weft/faults; POST /weft/objects or /weft/faults\n");
}

} // namespace weft::aci::sim
