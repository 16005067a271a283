#include "adapters/aci/core.hpp"

#include "adapters/aci/sim/cookies.hpp"
#include "adapters/aci/sim/pages.hpp"
#include "adapters/aci/sim/post.hpp"

#include <algorithm>

namespace weft::aci::sim {

namespace {

constexpr std::size_t longest_log = 20'000;

template <class Entry>
void keep(std::deque<Entry>& in, Entry what) {
  in.push_back(std::move(what));
  if (in.size() > longest_log)
    in.pop_front();
}

} // namespace

core::core(std::uint64_t seed, std::size_t nodes)
  : dice_(seed), up_(std::max<std::size_t>(1, nodes), true) {}

void core::stir(instant now) {
  last_stir_ = std::max(last_stir_, now);
  if (stir_)
    stir_();
}

reply core::receive(std::size_t node, const net::http_request& what, instant now) {
  pass_time(now);
  reply out;
  if (!up_[node]) {
    out.how = reply::way::absent;
    return out;
  }
  ++seen_.requests;
  out.latency = between(settings.least_latency, settings.most_latency);
  request_entry entry{now, node, what.method, what.target, what.body, cookie_jar{what}.whole(),
                      {},  0};
  using enum disturbance::way;
  const auto trouble = next_disturbance(node, what);
  const auto how = trouble ? trouble->how : slow;
  if (trouble)
    out.latency += trouble->latency;
  if (how == say)
    out.what = trouble->text.empty()
                 ? web_page(trouble->status)
                 : as_answer(objection{trouble->status, trouble->code, trouble->text});
  else if (how == hang || how == reset_before)
    out.what.status = 0;
  else if (auto no = turn_away(node, what, now))
    out.what = *std::move(no);
  else
    out.what = route(node, what, read_target(what.target), entry.who, now);
  out.how = how == hang                                 ? reply::way::hang
            : how == reset_before || how == reset_after ? reply::way::reset
            : how == cut_off                            ? reply::way::cut_off
            : how == trickle                            ? reply::way::trickle
                                                        : reply::way::answer;
  entry.status = out.what.status;
  if (entry.status >= 400)
    ++seen_.refused;
  keep(requests_, std::move(entry));
  stir(now);
  return out;
}

net::http_response core::route(std::size_t node, const net::http_request& what, const target& where,
                               std::string& who, instant now) {
  const auto path = [&]() -> std::string {
    constexpr std::string_view by_node = "/api/node/";
    return where.path.starts_with(by_node) ? "/api/" + where.path.substr(by_node.size())
                                           : where.path;
  }();
  if (!path.starts_with("/api/") || !path.ends_with(".json"))
    return web_page(404);
  if (path == "/api/aaaLogin.json")
    return what.method == "POST" ? log_in(node, what, who, now) : web_page(405);
  if (path == "/api/aaaListDomains.json")
    return as_answer(json::array{json::value::of({{"name", "DefaultAuth"}, {"type", "local"}})}, 1);
  const auto entry = admit(node, what, now);
  if (const auto* refused = std::get_if<net::http_response>(&entry))
    return *refused;
  const auto& by = std::get<caller>(entry);
  who = by.who;
  if (path == "/api/aaaRefresh.json")
    return refresh(by, now);
  if (path == "/api/aaaLogout.json")
    return what.method == "POST" ? log_out(by, now) : web_page(405);
  if (path == "/api/webtokenSession.json")
    return give_web_token(node, by, now);
  if (path == "/api/subscriptionRefresh.json")
    return refresh_subscription(by, where, now);
  auto plain = where;
  plain.path = path;
  const bool object = path.starts_with("/api/mo/");
  if (!object && !path.starts_with("/api/class/"))
    return open_class(path);
  if (what.method == "GET")
    return path == "/api/class/firmwareCtrlrRunning.json" ? open_class(path) : read(by, plain, now);
  if (object && (what.method == "POST" || what.method == "DELETE"))
    return write(by, what, plain, now);
  return web_page(405);
}

net::http_response core::open_class(const std::string& path) const {
  if (path == "/api/class/firmwareCtrlrRunning.json") {
    json::array all;
    for (std::size_t node = 1; node <= up_.size(); ++node)
      all.push_back(
        as_object("firmwareCtrlrRunning", {{"dn", "topology/pod-1/node-" + std::to_string(node)
                                                    + "/sys/ctrlrfwstatuscont/ctrlrrunning"},
                                           {"type", "controller"},
                                           {"version", settings.version}}));
    const auto total = all.size();
    return as_answer(std::move(all), total);
  }
  const auto name = path.substr(5, path.size() - 10);
  return as_answer(objection{400, "400", "Request failed, unresolved class for " + name});
}

net::http_response core::edit(std::string_view method, std::string_view dn, std::string_view body,
                              instant now) {
  pass_time(now);
  const auto no
    = method == "DELETE" ? apply_delete(tree_, dn) : apply_post(tree_, dn, body, settings);
  if (no)
    return as_answer(*no);
  commit(by_administrator, method, dn, now);
  stir(now);
  return nothing_to_say();
}

void core::make_out(std::string_view tenant, std::string_view l3out, instant now,
                    std::string_view vrf) {
  const auto named = [](std::string_view name) { return json::object{{"name", name}}; };
  auto relation = as_object("l3extRsEctx", {{"tnFvCtxName", vrf}});
  auto out = json::value::of(
    {{"attributes", named(l3out)}, {"children", json::value::list({std::move(relation)})}});
  auto top = json::value::of(
    {{"attributes", named(tenant)},
     {"children", json::value::list({json::value::of({{"l3extOut", std::move(out)}})})}});
  edit("POST", "uni", json::write(json::value::of({{"fvTenant", std::move(top)}})), now);
}

std::string core::attribute(std::string_view dn, std::string_view name) const {
  const auto held = tree_.find(dn);
  return held ? std::string{held->text(name)} : std::string{};
}

std::size_t core::live_sessions(instant now) const {
  return static_cast<std::size_t>(
    std::count_if(sessions_.begin(), sessions_.end(), [&](const auto& one) {
      return now < one.second.ends && now < one.second.fresh_until;
    }));
}

std::size_t core::live_subscriptions(instant now) const {
  std::size_t out = 0;
  for (const auto& [id, held] : sessions_)
    for (const auto& [number, one] : held.subscriptions)
      out += now < one.until ? 1U : 0U;
  return out;
}

} // namespace weft::aci::sim
