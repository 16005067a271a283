#include "tests/unit/adapters/avi/controller_site.hpp"

namespace weft::avi::testing {

TEST_CASE_METHOD(entered_site, "S2: an object is made with what it leaves open, and found again",
                 "[avi][sim]") {
  const auto out = send(creation("pool", pool_named("S1-AZ1--web")));
  REQUIRE(out.status == 201);
  const auto body = json::parse(out.body).value();
  const std::string uuid{body.text_at({"uuid"})};
  CHECK(uuid.starts_with("pool-"));
  CHECK(uuid.size() == 5 + 36);
  CHECK(net::find(out.fields, "Location") == "https://controller1/api/pool/" + uuid);
  CHECK(body.text_at({"url"}) == "https://controller1/api/pool/" + uuid + "#S1-AZ1--web");
  CHECK(body.text_at({"lb_algorithm"}) == "LB_ALGORITHM_LEAST_CONNECTIONS");
  CHECK(body.text_at({"cloud_ref"})
        == "https://controller1/api/cloud/cloud-8fb8c7a1#Default-Cloud");
  CHECK(body.text_at({"tenant_ref"}) == "https://controller1/api/tenant/admin#admin");
  CHECK(get(wire::read("pool", uuid)).text_at({"name"}) == "S1-AZ1--web");
  CHECK(outcome(wire::read("pool", "pool-none")) == "404 Pool object not found!");
  CHECK(outcome(creation("pool", pool_named("S1-AZ1--web"))).starts_with("409"));
  CHECK(outcome(wire::remove("pool", uuid)) == "204");
  CHECK(outcome(wire::remove("pool", uuid)) == "404 Pool object not found!");
}

TEST_CASE_METHOD(entered_site, "S2: a PUT replaces the whole object", "[avi][sim]") {
  auto body = pool_named("S1-AZ1--web");
  body.set("lb_algorithm", "LB_ALGORITHM_ROUND_ROBIN");
  body.set("description", "first");
  const std::string uuid{get(creation("pool", body)).text_at({"uuid"})};
  const auto got = get(wire::replace("pool", uuid, json::write(pool_named("S1-AZ1--web"))));
  CHECK(got.text_at({"lb_algorithm"}) == "LB_ALGORITHM_LEAST_CONNECTIONS");
  CHECK(got.find("description") == nullptr);
}

TEST_CASE_METHOD(entered_site,
                 "S2: a stale PUT is 412, and one without the field or with a newer one is not",
                 "[avi][sim]") {
  const auto first = get(creation("pool", pool_named("S1-AZ1--web")));
  const auto again = get(replacement("pool", first));
  CHECK(again.text_at({"_last_modified"}) > first.text_at({"_last_modified"}));
  const auto stale = ask(replacement("pool", first));
  REQUIRE_FALSE(stale.has_value());
  CHECK(stale.error().kind == wire::setback::conflict_stale);
  auto without = first;
  without.erase("_last_modified");
  CHECK(outcome(replacement("pool", without)) == "200");
  const auto before = broken().size();
  auto newer = first;
  newer.set("_last_modified", "9999999999999999");
  CHECK(outcome(replacement("pool", newer)) == "200");
  CHECK(broken().size() > before);
}

TEST_CASE_METHOD(entered_site, "A19: what another writer changes before a PUT makes it stale",
                 "[avi][sim]") {
  const auto read = read_by_name("vrfcontext", "VRF_AZ1");
  peer.before_next_put("vrfcontext", "VRF_AZ1", [](json::value& body) {
    body.find("static_routes")->push_back(route("2", "10.9.9.0", "10.10.25.2"));
  });
  CHECK(outcome(replacement("vrfcontext", read)).starts_with("412"));
  CHECK(read_by_name("vrfcontext", "VRF_AZ1").find("static_routes")->as_array()->size() == 2);
  CHECK(peer.seen().stale == 1);
}

TEST_CASE_METHOD(entered_site, "S2: a patch adds, replaces and deletes by the keys of entries",
                 "[avi][sim]") {
  const auto uuid = uuid_of("vrfcontext", "VRF_AZ1");
  const auto patched = [&](const std::string& verb, const json::value& what) {
    const auto body
      = json::value::of({{verb, json::value::of({{"static_routes", json::value::list({what})}})}});
    const auto out = get(wire::patch("vrfcontext", uuid, json::write(body)));
    std::string ids;
    for (const auto& one : *out.find("static_routes")->as_array())
      ids += std::string{one.text_at({"route_id"})} + ">"
             + std::string{one.text_at({"next_hop", "addr"})} + " ";
    return ids;
  };
  CHECK(patched("add", route("S1-AZ1-a", "10.1.1.0", "10.0.0.1", "S1-AZ1"))
        == "1>10.10.25.1 S1-AZ1-a>10.0.0.1 ");
  CHECK(patched("add", route("S1-AZ1-a", "10.1.1.0", "10.0.0.2", "S1-AZ1"))
        == "1>10.10.25.1 S1-AZ1-a>10.0.0.2 ");
  CHECK(patched("delete", json::value::of({{"route_id", "S1-AZ1-a"}})) == "1>10.10.25.1 ");
  CHECK(patched("replace", route("S1-AZ1-b", "10.1.2.0", "10.0.0.3", "S1-AZ1"))
        == "S1-AZ1-b>10.0.0.3 ");
  CHECK(outcome(wire::patch("vrfcontext", uuid,
                            R"({"json_patch":[{"op":"replace",)"
                            R"("path":"/static_routes/0/route_id",)"
                            R"("value":"S1-AZ1-c"}]})"))
        == "200");
  CHECK(outcome(wire::patch("vrfcontext", uuid, R"({"add":{},"delete":{}})")).starts_with("400"));
}

TEST_CASE_METHOD(entered_site, "S2: the key of a certificate is never shown and kept when unsaid",
                 "[avi][sim]") {
  auto body = json::value::of(
    {{"name", "S1-AZ1--foo.com"},
     {"created_by", "ako-S1-AZ1"},
     {"key", "-----BEGIN KEY"},
     {"certificate", json::value::of({{"certificate", "-----BEGIN CERTIFICATE"}})}});
  const auto made = get(creation("sslkeyandcertificate", body));
  CHECK(made.text_at({"key"}) == "<sensitive>");
  auto again = made;
  again.set("description", "rotated");
  CHECK(outcome(replacement("sslkeyandcertificate", again)) == "200");
  CHECK(peer.find("sslkeyandcertificate", "S1-AZ1--foo.com")->body.text_at({"key"})
        == "-----BEGIN KEY");
  for (const auto& one : peer.requests())
    CHECK(one.body.find("BEGIN") == std::string::npos);
  body.set("name", "S1-AZ1--bar.com");
  body.set("certificate", json::value::of({{"certificate", "garbage"}}));
  const auto refused = ask(creation("sslkeyandcertificate", body));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == wire::setback::refused);
}

TEST_CASE_METHOD(entered_site, "S3: references by name are resolved and shown as URLs with names",
                 "[avi][sim]") {
  get(creation("pool", pool_named("S1-AZ1--web")));
  auto group = json::value::of(
    {{"name", "S1-AZ1--group"},
     {"created_by", "ako-S1-AZ1"},
     {"members",
      json::value::list({json::value::of({{"pool_ref", "/api/pool?name=S1-AZ1--web"}})})}});
  const auto made = get(creation("poolgroup", group));
  const auto expected = "https://controller1/api/pool/" + uuid_of("pool", "S1-AZ1--web");
  const auto& member = made.find("members")->as_array()->front();
  CHECK(member.text_at({"pool_ref"}) == expected + "#S1-AZ1--web");
  const auto plain = get({"GET", "/api/poolgroup/" + std::string{made.text_at({"uuid"})}, {}});
  CHECK(plain.find("members")->as_array()->front().text_at({"pool_ref"}) == expected);
  CHECK(outcome(wire::remove("pool", uuid_of("pool", "S1-AZ1--web")))
        == "403 Cannot delete, object is referred by: ['PoolGroup S1-AZ1--group']");
}

TEST_CASE_METHOD(entered_site, "S3: a reference to nothing is 404, and to no VRF or network 400",
                 "[avi][sim]") {
  auto body = pool_named("S1-AZ1--web");
  body.set("health_monitor_refs", json::value::list({"/api/healthmonitor/?name=None"}));
  CHECK(outcome(creation("pool", body)) == "404 HealthMonitor object not found!");
  body.erase("health_monitor_refs");
  body.set("vrf_ref", "/api/vrfcontext?name=none");
  CHECK(outcome(creation("pool", body)) == "400 VrfContext object not found!");
  body.set("vrf_ref", "nonsense");
  CHECK(outcome(creation("pool", body)).starts_with("400"));
}

TEST_CASE_METHOD(entered_site, "S4: a collection comes in pages that lead to each other",
                 "[avi][sim]") {
  for (int i = 0; i < 250; ++i)
    peer.make("pool", pool_named("S1-AZ1--p" + std::to_string(1000 + i)), now);
  CHECK(names_in({"GET", "/api/pool", {}}).size() == 25);
  CHECK(names_in({"GET", "/api/pool/?page_size=500", {}}).size() == 200);
  CHECK(names_in({"GET", "/api/pool?page=9&page_size=100", {}}).empty());
  wire::collection all{wire::list("pool", {}, "admin", 100)};
  std::size_t pages = 0;
  for (; all.next(); ++pages)
    REQUIRE(all.take(get(*all.next())).has_value());
  CHECK(pages == 3);
  const auto got = all.finish();
  CHECK(got.objects.size() == 250);
  CHECK(got.steady);
}

TEST_CASE_METHOD(entered_site, "S4: filters choose by name, owner, marker and reference",
                 "[avi][sim]") {
  auto marked = pool_named("S1-AZ1--a b");
  marked.set("markers", *json::parse(R"([{"key":"clustername","values":["S1-AZ1"]}])"));
  get(creation("pool", marked));
  get(creation("pool", pool_named("S1-AZ1--c")));
  using names = std::vector<std::string>;
  const auto found = [&](wire::parameters which) { return names_in(wire::list("pool", which)); };
  CHECK(found({{"name", "S1-AZ1--a b"}}) == names{"S1-AZ1--a b"});
  CHECK(found({{"name", "s1-az1--c"}}).empty());
  CHECK(found({{"name.contains", "AZ1--c"}}) == names{"S1-AZ1--c"});
  CHECK(found({{"name.in", "S1-AZ1--c,x"}}) == names{"S1-AZ1--c"});
  CHECK(found({{"created_by", "ako-S1-AZ1"}}).size() == 2);
  CHECK(found({{"label_key", "clustername"}, {"label_value", "S1-AZ1"}}).size() == 1);
  CHECK(found({{"label_key", "clustername"}, {"label_value", "other"}}).empty());
  CHECK(found({{"cloud_ref.name", "Default-Cloud"}}).size() == 2);
  CHECK(found({{"cloud_ref.name", "other"}}).empty());
  CHECK(found({{"refers_to", "cloud:cloud-8fb8c7a1"}}).size() == 2);
  const auto refused = outcome(wire::list("pool", {{"colour", "red"}}));
  CHECK(refused.starts_with("400"));
  CHECK(broken().size() == 1);
  CHECK(outcome({"GET", "/api/pool/?&include_name=true", {}}) == "200");
}

TEST_CASE_METHOD(entered_site, "S4: fields and defaults are left out on request", "[avi][sim]") {
  get(creation("pool", pool_named("S1-AZ1--a")));
  const auto few = get({"GET", "/api/pool?fields=created_by&page_size=5", {}});
  CHECK(few.find("results")->as_array()->front().as_object()->size() == 4);
  const auto plain = get({"GET", "/api/pool?skip_default=true&page_size=5", {}});
  CHECK(plain.find("results")->as_array()->front().find("lb_algorithm") == nullptr);
}

TEST_CASE_METHOD(entered_site, "what a tenant shares is seen by all and changed by itself",
                 "[avi][sim]") {
  peer.make("tenant", json::value::of({{"name", "t1"}}), now);
  CHECK(names_in(wire::list("vrfcontext", {{"name", "VRF_AZ1"}}, "t1")).size() == 1);
  get(creation("pool", pool_named("S1-AZ1--a")));
  CHECK(names_in(wire::list("pool", {}, "t1")).empty());
  CHECK(names_in(wire::list("pool", {}, "*")).size() == 1);
  auto vrf = read_by_name("vrfcontext", "VRF_AZ1");
  auto as_other = replacement("vrfcontext", vrf);
  as_other.tenant = "t1";
  CHECK(outcome(as_other).starts_with("400 Cannot modify VrfContext"));
  auto pool = pool_named("S1-AZ1--b");
  pool.set("tenant_ref", "/api/tenant/?name=admin");
  CHECK(outcome(creation("pool", pool, "t1")).starts_with("400"));
  CHECK(broken().size() == 1);
}

} // namespace weft::avi::testing
