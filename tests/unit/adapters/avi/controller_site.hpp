#pragma once

#include "adapters/avi/core.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "protocol/avi/wire/collection.hpp"
#include "protocol/avi/wire/replies.hpp"
#include "protocol/avi/wire/session.hpp"
#include "tests/printing.hpp"

#include <stdexcept>
#include <string>
#include <vector>

/// A simulated controller and somebody who calls it by hand.
namespace weft::avi::testing {

using namespace std::chrono_literals;

inline constexpr const char* host = "controller1";

struct controller_site {
  sim::instant now{std::chrono::milliseconds{1'800'000'000'000}};
  sim::core peer = sim::make_controller(now);
  wire::session session;
  std::string version = "22.1.3";

  controller_site() { peer.forget_counts(); }

  /// Sends it as it is, and lets it land.
  net::http_response send(net::http_request asked) {
    asked.fields.emplace_back("Host", host);
    const auto out = peer.receive(0, asked, now);
    peer.finished(out.ticket, now);
    return out.what;
  }

  net::http_request request_of(const wire::call& what) const {
    return {what.method, what.target,
            fields_of(what, session, {version, "https://" + std::string{host}}), what.body};
  }

  net::http_response send(const wire::call& what) {
    auto out = send(request_of(what));
    learn(session, out.fields);
    return out;
  }

  wire::answered<json::value> ask(const wire::call& what) {
    const auto out = send(what);
    return wire::read_reply(what, out.status, out.body);
  }

  /// What a success says.
  json::value get(const wire::call& what) {
    auto out = ask(what);
    if (!out)
      throw std::runtime_error(to_string(out.error().why));
    return *std::move(out);
  }

  /// "400 the text", or the status of a success.
  std::string outcome(const wire::call& what) {
    const auto out = send(what);
    const auto text = out.status < 300 ? std::string{} : wire::error_text(out.body);
    return std::to_string(out.status) + (text.empty() ? "" : " " + text);
  }

  net::http_response log_in_as(const std::string& user, const std::string& password) {
    const auto what = wire::log_in(user, password);
    return send(
      net::http_request{what.method, what.target, fields_of(what, wire::manner{}), what.body});
  }

  void log_in() {
    const auto out = log_in_as(sim::demo_user, sim::demo_password);
    session = wire::read_grant(out.status, out.fields, out.body).value().held;
  }

  void pass(std::chrono::milliseconds time) { now += time; }

  std::string uuid_of(const std::string& type, const std::string& name) {
    const auto held = peer.find(type, name);
    return held ? held->uuid : std::string{};
  }

  json::value read_by_name(const std::string& type, const std::string& name) {
    return get(wire::read(type, uuid_of(type, name)));
  }

  std::vector<std::string> names_in(const wire::call& what) {
    std::vector<std::string> out;
    const auto page = get(what);
    for (const auto& one : *page.find("results")->as_array())
      out.emplace_back(one.text_at({"name"}));
    return out;
  }

  /// "I1 …" of all that was broken so far.
  std::vector<std::string> broken() const {
    std::vector<std::string> out;
    for (const auto& one : peer.violations())
      out.push_back(one.rule + " " + one.what);
    return out;
  }
};

/// Somebody who is logged in.
struct entered_site : controller_site {
  entered_site() { log_in(); }
};

/// A pool of cluster S1-AZ1's.
inline json::value pool_named(const std::string& name) {
  return json::value::of({{"name", name}, {"created_by", "ako-S1-AZ1"}});
}

inline json::value vsvip_named(const std::string& name, json::value vip = json::object{}) {
  vip.set("vip_id", "0");
  vip.set("auto_allocate_ip", true);
  return json::value::of({{"name", name},
                          {"vrf_context_ref", "/api/vrfcontext?name=VRF_AZ1"},
                          {"vip", json::value::list({std::move(vip)})}});
}

inline json::value service_named(const std::string& name, const std::string& vsvip) {
  return json::value::of({{"name", name},
                          {"created_by", "ako-S1-AZ1"},
                          {"network_profile_ref", "/api/networkprofile/?name=System-TCP-Proxy"},
                          {"vsvip_ref", "/api/vsvip/?name=" + vsvip},
                          {"services", json::value::list({json::value::of({{"port", 80}})})}});
}

inline wire::call creation(const std::string& type, const json::value& body,
                           std::string tenant = "admin") {
  return wire::create(type, json::write(body), std::move(tenant));
}

inline wire::call replacement(const std::string& type, const json::value& body) {
  return wire::replace(type, body.text_at({"uuid"}), json::write(body));
}

/// A route as avi.md 4.1 shows it.
inline json::value route(const std::string& id, const std::string& net, const std::string& hop,
                         const std::string& cluster = {}) {
  const auto ip = [](const std::string& text) {
    return json::value::of({{"addr", text}, {"type", text.find(':') == text.npos ? "V4" : "V6"}});
  };
  auto out = json::value::of({{"route_id", id},
                              {"prefix", json::value::of({{"ip_addr", ip(net)}, {"mask", 24}})},
                              {"next_hop", ip(hop)}});
  if (!cluster.empty())
    out.set("labels",
            json::value::list({json::value::of({{"key", "clustername"}, {"value", cluster}})}));
  return out;
}

} // namespace weft::avi::testing
