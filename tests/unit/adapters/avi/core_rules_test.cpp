#include "tests/unit/adapters/avi/controller_site.hpp"

namespace weft::avi::testing {

namespace {

/// The VRF with these routes besides the one it has.
json::value vrf_with(entered_site& site, std::initializer_list<json::value> routes) {
  auto out = site.read_by_name("vrfcontext", "VRF_AZ1");
  for (const auto& one : routes)
    out.find("static_routes")->push_back(one);
  return out;
}

std::string address_in(const json::value& vsvip, const char* member = "ip_address") {
  return std::string{vsvip.find("vip")->as_array()->front().text_at({member, "addr"})};
}

json::value requested(const std::string& address) {
  return json::value::of({{"ip_address", json::value::of({{"addr", address}, {"type", "V4"}})}});
}

} // namespace

TEST_CASE_METHOD(entered_site, "S5: routes have unique ids, one label and one family",
                 "[avi][sim]") {
  const auto write = [&](std::initializer_list<json::value> routes) {
    return outcome(replacement("vrfcontext", vrf_with(*this, routes)));
  };
  const auto good = route("S1-AZ1-a", "10.1.1.0", "10.10.24.1", "S1-AZ1");
  CHECK(write({good, good})
        == "400 Field check for static_routes failed: Unique constraints route_id has duplicated"
           " value S1-AZ1-a");
  CHECK(write({route("S1-AZ1-a", "10.1.1.0", "fd00::1", "S1-AZ1")}).starts_with("400"));
  CHECK(write({route("", "10.1.1.0", "10.10.24.1", "S1-AZ1")}).starts_with("400"));
  auto twice = good;
  twice.find("labels")->push_back(json::value::of({{"key", "a"}, {"value", "b"}}));
  CHECK(write({twice}).starts_with("400"));
  CHECK(write({good}) == "200");
  auto text_mask = read_by_name("vrfcontext", "VRF_AZ1");
  for (auto& one : *text_mask.find("static_routes")->as_array())
    one.find("prefix")->set("mask", std::to_string(one.int_at({"prefix", "mask"}, 0)));
  CHECK(outcome(replacement("vrfcontext", text_mask)) == "200");
  const auto stored = read_by_name("vrfcontext", "VRF_AZ1");
  CHECK(
    stored.find("static_routes")->as_array()->back().find_path({"prefix", "mask"})->is_number());
}

TEST_CASE_METHOD(entered_site, "S6: labels need version 20.1.1, and below it they are not shown",
                 "[avi][sim]") {
  const auto labelled = vrf_with(*this, {route("S1-AZ1-a", "10.1.1.0", "10.10.24.1", "S1-AZ1")});
  CHECK(outcome(replacement("vrfcontext", labelled)) == "200");
  version = "18.2.10";
  const auto shown = read_by_name("vrfcontext", "VRF_AZ1");
  CHECK(shown.find("static_routes")->as_array()->back().find("labels") == nullptr);
  auto again = labelled;
  again.erase("_last_modified");
  CHECK(outcome(replacement("vrfcontext", again))
        == "400 Incoming request (v18_2_10) has field (labels) introduced in later"
           " versions(v20_1_1).");
}

TEST_CASE_METHOD(entered_site, "S5: a VIP gets the first free address and keeps it", "[avi][sim]") {
  const auto first = get(creation("vsvip", vsvip_named("S1-AZ1--a")));
  CHECK(address_in(first) == "10.10.25.40");
  CHECK(address_in(get(creation("vsvip", vsvip_named("S1-AZ1--b")))) == "10.10.25.41");
  auto plain = vsvip_named("S1-AZ1--a");
  plain.set("uuid", first.text_at({"uuid"}));
  CHECK(address_in(get(replacement("vsvip", plain))) == "10.10.25.40");
  CHECK(outcome(wire::remove("vsvip", first.text_at({"uuid"}))) == "204");
  CHECK(address_in(get(creation("vsvip", vsvip_named("S1-AZ1--c")))) == "10.10.25.40");
  CHECK(address_in(get(creation("vsvip", vsvip_named("S1-AZ1--d", requested("10.10.25.50")))))
        == "10.10.25.50");
}

TEST_CASE_METHOD(entered_site, "S5: an address that is in use, outside or none at all is refused",
                 "[avi][sim]") {
  get(creation("vsvip", vsvip_named("S1-AZ1--a")));
  const auto made = [&](const std::string& address) {
    return outcome(creation("vsvip", vsvip_named("S1-AZ1--b", requested(address))));
  };
  CHECK(made("10.10.25.40").starts_with("400"));
  CHECK(made("10.10.99.1").starts_with("400"));
  CHECK(made("somewhere").starts_with("400"));
  for (int i = 0; i < 20; ++i)
    get(creation("vsvip", vsvip_named("S1-AZ1--more" + std::to_string(i))));
  const auto full = ask(creation("vsvip", vsvip_named("S1-AZ1--b")));
  REQUIRE_FALSE(full.has_value());
  CHECK(full.error().kind == wire::setback::refused_wait);
}

TEST_CASE_METHOD(entered_site, "A39: a requested address is given once it is free", "[avi][sim]") {
  const auto held = get(creation("vsvip", vsvip_named("S1-AZ1--a", requested("10.10.25.50"))));
  const auto wish = creation("vsvip", vsvip_named("S1-AZ1--b", requested("10.10.25.50")));
  CHECK(outcome(wish).starts_with("400"));
  CHECK(outcome(wire::remove("vsvip", held.text_at({"uuid"}))) == "204");
  CHECK(address_in(get(wish)) == "10.10.25.50");
}

TEST_CASE_METHOD(entered_site, "S5: the address of a VIP cannot be changed in place",
                 "[avi][sim]") {
  const auto made = get(creation("vsvip", vsvip_named("S1-AZ1--a")));
  auto other = vsvip_named("S1-AZ1--a", requested("10.10.25.55"));
  other.set("uuid", made.text_at({"uuid"}));
  CHECK(outcome(replacement("vsvip", other)).find("recreate the VIP") != std::string::npos);
  auto renamed = vsvip_named("S1-AZ1--a");
  renamed.find("vip")->as_array()->front().set("vip_id", "1");
  renamed.set("uuid", made.text_at({"uuid"}));
  CHECK(outcome(replacement("vsvip", renamed))
        == "400 Changing an existing VIP's vip_id is not supported");
}

TEST_CASE("S5: a network of both families gives an address of each", "[avi][sim]") {
  entered_site site;
  sim::fixture_shape shape;
  shape.has_v6 = true;
  site.peer = sim::make_controller(site.now, 1, shape);
  site.log_in();
  const auto both = json::value::of({{"auto_allocate_ip_type", "V4_V6"}});
  const auto got = site.get(creation("vsvip", vsvip_named("S1-AZ1--a", both)));
  CHECK(address_in(got) == "10.10.25.40");
  CHECK(address_in(got, "ip6_address") == "fd00:25::40");
  const auto v6 = json::value::of({{"auto_allocate_ip_type", "V6_ONLY"}});
  const auto other = site.get(creation("vsvip", vsvip_named("S1-AZ1--b", v6)));
  CHECK(address_in(other).empty());
  CHECK(address_in(other, "ip6_address") == "fd00:25::41");
}

TEST_CASE_METHOD(entered_site, "S5: a DNS name belongs to one VsVip of a tenant", "[avi][sim]") {
  const auto with_name = [](const std::string& name, const std::string& fqdn) {
    auto out = vsvip_named(name);
    out.set("dns_info", json::value::list({json::value::of({{"fqdn", fqdn}})}));
    return out;
  };
  const auto made = get(creation("vsvip", with_name("S1-AZ1--a", "web.shop.avi.iberia.local")));
  CHECK(made.find("dns_info")->as_array()->front().text_at({"type"}) == "DNS_RECORD_A");
  CHECK(outcome(creation("vsvip", with_name("S1-AZ1--b", "web.shop.avi.iberia.local")))
          .starts_with("400"));
  json::array many;
  for (int i = 0; i < 1001; ++i)
    many.push_back(json::value::of({{"fqdn", "n" + std::to_string(i)}}));
  auto crowded = vsvip_named("S1-AZ1--c");
  crowded.set("dns_info", std::move(many));
  CHECK(outcome(creation("vsvip", crowded)).starts_with("400"));
}

TEST_CASE_METHOD(entered_site, "A34: one VIP carries a port once per protocol", "[avi][sim]") {
  get(creation("vsvip", vsvip_named("S1-AZ1--web")));
  auto both = service_named("S1-AZ1--web", "S1-AZ1--web");
  both.set("services", *json::parse(R"([{"port":8080},{"port":8080,"override_network_profile_ref":)"
                                    R"("/api/networkprofile/?name=System-UDP-Fast-Path"}])"));
  const auto made = get(creation("virtualservice", both));
  CHECK(made.find("services")->as_array()->front().int_at({"port_range_end"}, 0) == 8080);
  auto third = service_named("S1-AZ1--other", "S1-AZ1--web");
  CHECK(outcome(creation("virtualservice", third)) == "201");
  third.set("name", "S1-AZ1--third");
  CHECK(outcome(creation("virtualservice", third)).starts_with("400"));
}

TEST_CASE_METHOD(entered_site, "A32: a BASIC licence has no System-TCP-Proxy", "[avi][sim]") {
  get(creation("vsvip", vsvip_named("S1-AZ1--web")));
  peer.settings.license_tier = "BASIC";
  CHECK(wire::read_license_tier(get(wire::ask_system())) == "BASIC");
  auto body = service_named("S1-AZ1--web", "S1-AZ1--web");
  CHECK(outcome(creation("virtualservice", body)).starts_with("400"));
  body.set("network_profile_ref", "/api/networkprofile/?name=System-TCP-Fast-Path");
  CHECK(outcome(creation("virtualservice", body)) == "201");
}

TEST_CASE_METHOD(entered_site, "S5: a child needs a parent, which lists it and outlives it",
                 "[avi][sim]") {
  auto parent = service_named("S1-AZ1--Shared-L7-0", "S1-AZ1--Shared-L7-0");
  parent.set("type", "VS_TYPE_VH_PARENT");
  get(creation("vsvip", vsvip_named("S1-AZ1--Shared-L7-0")));
  auto child
    = json::value::of({{"name", "S1-AZ1--foo.com"},
                       {"created_by", "ako-S1-AZ1"},
                       {"type", "VS_TYPE_VH_CHILD"},
                       {"vh_parent_vs_ref", "/api/virtualservice/?name=S1-AZ1--Shared-L7-0"}});
  CHECK(outcome(creation("virtualservice", child)) == "404 VirtualService object not found!");
  const auto above = get(creation("virtualservice", parent));
  const auto below = get(creation("virtualservice", child));
  const auto seen = get(wire::read("virtualservice", above.text_at({"uuid"})));
  CHECK(seen.find("vh_child_vs_uuid")->as_array()->front() == *below.find("uuid"));
  CHECK(outcome(wire::remove("virtualservice", above.text_at({"uuid"}))).starts_with("403"));
  auto carried = replacement("virtualservice", seen);
  CHECK(outcome(carried) == "200");
}

TEST_CASE_METHOD(entered_site, "a pool has at most five placement networks", "[avi][sim]") {
  auto body = pool_named("S1-AZ1--web");
  const auto one = json::value::of({{"network_ref", "/api/network/?name=AVI_FRONTEND_3025"}});
  body.set("placement_networks", json::array(6, one));
  CHECK(outcome(creation("pool", body)).starts_with("400"));
}

} // namespace weft::avi::testing
