#include "adapters/velocloud/core.hpp"

#include "adapters/velocloud/sim/pages.hpp"

#include <algorithm>

namespace weft::velocloud::sim {

namespace {

constexpr std::string_view rest_prefix = "/portal/rest/";

bool one_of(std::string_view path, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), path) != all.end();
}

/// A REST-like outcome in JSON-RPC clothes. @see velocloud.md 4.1
json::value wrap_rpc(const json::value& id, const json::value& body) {
  auto out = json::value::of({{"jsonrpc", "2.0"}, {"id", id}});
  const auto* error = body.find("error");
  if (error && error->is_object())
    out.set("error", *error);
  else
    out.set("result", body);
  return out;
}

} // namespace

core::core(std::uint64_t seed, const fixture_shape& shape)
  : profiles(make_profiles(shape)), accounts(make_accounts()), dice_(seed) {
  for (const auto& held : profiles)
    last_version_ = std::max(last_version_, held.version);
}

reply core::receive(const net::http_request& what, std::uint64_t connection, instant now) {
  reply out;
  flight trip;
  ++seen_.calls;
  seen_.bytes_in += what.body.size();
  out.what = respond(what, connection, now, out, trip);
  seen_.bytes_out += out.what.body.size();

  const auto spread = settings.most_latency - settings.least_latency;
  out.latency = settings.least_latency;
  if (spread.count() > 0)
    out.latency += std::chrono::milliseconds{dice_() % static_cast<std::uint64_t>(spread.count())};
  out.ticket = ++last_ticket_;
  ++meters_[trip.account].in_flight;
  if (trip.module != 0)
    seen_.most_writes_in_flight
      = std::max(seen_.most_writes_in_flight, ++writes_in_flight_[trip.module]);
  flights_.emplace(out.ticket, std::move(trip));
  seen_.most_calls_in_flight = std::max(seen_.most_calls_in_flight, flights_.size());
  return out;
}

void core::finished(std::uint64_t ticket) {
  const auto landed = flights_.extract(ticket);
  if (!landed)
    return;
  --meters_[landed.mapped().account].in_flight;
  if (landed.mapped().module != 0)
    --writes_in_flight_[landed.mapped().module];
}

net::http_response core::respond(const net::http_request& what, std::uint64_t connection,
                                 instant now, reply& out, flight& trip) {
  const auto path = path_of(what.target);
  if (one_of(path, {"/portal/rest/login/enterpriseLogin", "/portal/rest/login/operatorLogin",
                    "/portal/login/enterpriseLogin", "/portal/login/operatorLogin",
                    "/login/enterpriseLogin", "/login/operatorLogin"}))
    return what.method == "POST" && !(settings.login_at_root && path.starts_with("/portal/"))
             ? log_in(what, now)
             : html(404, "Not Found");
  if (one_of(path, {"/portal/rest/logout", "/portal/logout", "/logout"}))
    return log_out(what);
  const bool rpc = one_of(path, {"/portal", "/portal/"}) && what.method == "POST";
  if (!rpc && what.method == "GET" && !path.starts_with(rest_prefix))
    return html(200, "SD-WAN Orchestrator");
  if (what.method != "POST" || (!rpc && !path.starts_with(rest_prefix)))
    return html(404, "Not Found");

  visit call;
  call.now = now;
  call.who = identify(what, now);
  trip.account = call.who ? call.who->name : "";
  const auto agent = net::find(what.fields, "User-Agent");
  call.author
    = trip.account + " " + (agent.empty() ? "#" + std::to_string(connection) : std::string{agent});
  if (auto stop = limit(trip.account, now, false))
    return *stop;
  if (settings.max_body_bytes != 0 && what.body.size() > settings.max_body_bytes)
    return html(413, "Request Entity Too Large");
  const auto body
    = what.body.empty() ? result<json::value>{json::object{}} : json::parse(what.body);
  json::value id;
  if (body && rpc) {
    call.method = body->text_at({"method"});
    call.params = body->find("params") ? *body->find("params") : json::value{json::object{}};
    id = body->find("id") ? *body->find("id") : json::value{};
  } else if (body) {
    call.method = path.substr(rest_prefix.size());
    call.params = *body;
  }
  ++by_method_[call.method];

  const auto fault = next_fault(call.method);
  using enum misbehaviour;
  const bool applies
    = !fault || *fault == reset_after_apply || *fault == truncated || *fault == wrong_type;
  if (fault == http429)
    return *limit(trip.account, now, true);
  if (fault == reset_before_apply || fault == reset_after_apply)
    out.how = reply::way::reset;
  if (fault == hang)
    out.how = reply::way::hang;
  if (fault == truncated)
    out.how = reply::way::cut_off;
  if (call.method == "configuration/updateConfigurationModule")
    trip.module = call.params.int_at({"id"}, 0);
  if (!applies)
    return misbehave(*fault);

  auto done = body && call.params.is_object()
                ? dispatch(call)
                : refuse(400, -32700, "request body is not a JSON object");
  if (fault == wrong_type)
    done.body = done.body.is_array() ? json::value{json::object{}} : json::value{json::array{}};
  if (!rpc)
    return as_json(done.status, done.body);
  return as_json(settings.rpc_errors_at_200 ? 200 : done.status, wrap_rpc(id, done.body));
}

} // namespace weft::velocloud::sim
