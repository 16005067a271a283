#include "protocol/aci/requests.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/json/value.hpp"
#include "protocol/percent.hpp"

#include <array>

namespace weft::aci {

namespace {

/// Escapes what HTTP forbids in a request line and no more: the APIC wants brackets and commas, and
/// what else DNs and filters consist of, as they are. @see aci.md 2.1
std::string encoded(std::string_view text) {
  constexpr std::string_view harmful = "\"#%<>\\^`{}";
  std::string out;
  for (const char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte >= 0x7f || harmful.find(c) != harmful.npos)
      out += percent_encoded({&c, 1});
    else
      out += c;
  }
  return out;
}

std::string object_target(std::string_view dn) {
  return "/api/mo/" + encoded(dn) + ".json";
}

call get(std::string target) {
  return {"GET", std::move(target), {}};
}

std::string body_of(std::string_view class_name, json::object attributes) {
  return json::write(json::value::of(
    {{std::string{class_name}, json::value::of({{"attributes", std::move(attributes)}})}}));
}

std::string out_target(const l3out_name& which) {
  std::string classes;
  for (const auto name : std::array{mo::l3out, mo::eepg, mo::subnet, mo::vrf})
    classes.append(classes.empty() ? "" : ",").append(name);
  return object_target(dn_of(which)) + "?query-target=subtree&target-subtree-class=" + classes;
}

} // namespace

call log_in(std::string_view user, std::string_view password, std::string_view domain) {
  std::string name;
  if (!domain.empty())
    name.append("apic:").append(domain).append("\\");
  name += user;
  return {"POST", "/api/aaaLogin.json", body_of("aaaUser", {{"name", name}, {"pwd", password}})};
}

call refresh_session() {
  return get("/api/aaaRefresh.json");
}

call log_out(std::string_view user) {
  return {"POST", "/api/aaaLogout.json", body_of("aaaUser", {{"name", user}})};
}

call ask_web_token() {
  return get("/api/webtokenSession.json");
}

call ask_version() {
  return get("/api/class/firmwareCtrlrRunning.json");
}

call read_out(const l3out_name& which) {
  return get(out_target(which));
}

call subscribe(const l3out_name& which, std::optional<std::chrono::seconds> lifetime) {
  auto target = out_target(which) + "&subscription=yes";
  if (lifetime)
    target += "&refresh-timeout=" + std::to_string(lifetime->count());
  return get(std::move(target));
}

call refresh_subscription(std::string_view id) {
  return get("/api/subscriptionRefresh.json?id=" + encoded(id));
}

call read_eepg(const eepg_name& which) {
  return get(object_target(dn_of(which))
             + "?rsp-subtree=children&rsp-subtree-class=" + std::string{mo::subnet});
}

call find_marked(std::string_view class_name, std::string_view marker, std::size_t page,
                 std::size_t page_size) {
  const std::string name{class_name};
  return get("/api/class/" + name + ".json?query-target-filter="
             + encoded("eq(" + name + ".annotation,\"" + std::string{marker} + "\")")
             + "&order-by=" + name + ".dn|asc&page=" + std::to_string(page)
             + "&page-size=" + std::to_string(page_size));
}

call call_of(const request& what) {
  const bool post = what.what == request::verb::post;
  return {post ? "POST" : "DELETE", object_target(what.dn), what.body};
}

std::string socket_target(std::string_view token) {
  return "/socket" + std::string{token};
}

std::string string_to_sign(std::string_view method, std::string_view target,
                           std::string_view body) {
  return std::string{method}.append(percent_decoded(target)).append(body);
}

} // namespace weft::aci
