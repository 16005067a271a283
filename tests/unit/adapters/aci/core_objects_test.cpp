#include "adapters/aci/sim/fixture.hpp"
#include "protocol/aci/dn.hpp"
#include "tests/unit/adapters/aci/core_site.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

/// A session that may write.
struct writing_site : core_site {
  writing_site() {
    log_in();
    apic.settings.housekeeping = false;
  }

  std::string refused(const std::string& dn, const std::string& body) {
    const auto before = apic.tree().size();
    const auto answer = post(dn, body);
    CHECK(answer.status == 400);
    CHECK(apic.tree().size() == before);
    return objection_in(answer);
  }

  std::string in_eepg(const std::string& attribute) {
    return apic.attribute(dn_of(apps), attribute);
  }
};

const std::string out_dn = "uni/tn-T/out-O";
const std::string apps_dn = "uni/tn-T/out-O/instP-apps";

} // namespace

TEST_CASE_METHOD(writing_site, "a POST makes what is missing and leaves the rest of it alone",
                 "[aci][sim]") {
  CHECK(post(out_dn, eepg("apps", subnet("10.1.1.1/32", R"(,"name":"ns::a")"))).status == 200);
  CHECK(in_eepg("annotation") == marker);
  CHECK(in_eepg("matchT") == "AtleastOne");
  CHECK(in_eepg("lcOwn") == "local");
  const auto dn = dn_of(apps, "10.1.1.1/32");
  CHECK(apic.attribute(dn, "scope") == "import-security");
  CHECK(post(apps_dn, subnet("10.1.1.1/32", R"(,"descr":"mine")")).status == 200);
  CHECK(apic.attribute(dn, "name") == "ns::a");
  CHECK(apic.attribute(dn, "descr") == "mine");
}

TEST_CASE_METHOD(writing_site, "what a request writes is read back as it was written",
                 "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("apps", subnet("10.1.1.1/32") + "," + subnet("2001:db8::1/128"))).status
          == 200);
  const auto all = read(send(read_out({"T", "O"}))).value();
  CHECK(all.objects.size() == 5);
  CHECK(all.total == 5);
  const auto nested = read(send(read_eepg(apps))).value();
  REQUIRE(nested.objects.size() == 1);
  CHECK(nested.objects[0].dn == apps_dn);
  REQUIRE(nested.objects[0].children.size() == 2);
  for (const auto& child : nested.objects[0].children)
    CHECK_FALSE(child.find("dn"));
  CHECK(class_of(nested.objects[0].children[0].dn) == mo::subnet);
}

TEST_CASE_METHOD(writing_site, "a POST is done wholly or not at all", "[aci][sim]") {
  const auto why = refused(out_dn, eepg("apps", subnet("10.1.1.1/32") + "," + subnet("no prefix")));
  CHECK_THAT(why, Catch::StartsWith("801 property ip of extsubnet-[no prefix] failed validation"));
  CHECK(apic.transactions().back().who == sim::by_administrator);
}

TEST_CASE_METHOD(writing_site, "a POST that changes nothing leaves no trace", "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("apps")).status == 200);
  const auto modified = in_eepg("modTs");
  const auto commits = apic.transactions().size();
  now += 1s;
  CHECK(post(out_dn, eepg("apps")).status == 200);
  CHECK(post(out_dn, eepg("apps", subnet("10.9.9.9/32", R"(,"status":"deleted")"))).status == 200);
  CHECK(post(apps_dn, R"({"l3extInstP":{"attributes":{"status":"modified"}}})").status == 200);
  CHECK(apic.transactions().size() == commits);
  CHECK(in_eepg("modTs") == modified);
}

TEST_CASE_METHOD(writing_site, "a status says what may happen to an object", "[aci][sim]") {
  const std::string made = R"({"l3extInstP":{"attributes":{"name":"apps","status":"created"}}})";
  CHECK_THAT(refused(out_dn, R"({"l3extInstP":{"attributes":{"name":"x","status":"modified"}}})"),
             Catch::StartsWith("102"));
  CHECK(post(out_dn, made).status == 200);
  CHECK_THAT(refused(out_dn, made), Catch::Contains("103") && Catch::Contains("already attached"));
  CHECK_THAT(refused(out_dn, R"({"l3extInstP":{"attributes":{"name":"x","status":"replaced"}}})"),
             Catch::Contains("unknown property value replaced, name status"));
  CHECK(post(out_dn, R"({"l3extInstP":{"attributes":{"name":"apps","status":"deleted"}}})").status
        == 200);
  CHECK_FALSE(apic.tree().find(apps_dn));
}

TEST_CASE_METHOD(writing_site, "a move between two EEPGs is one transaction", "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("A", subnet("10.1.1.1/32"))).status == 200);
  const auto wrapped = [](const std::string& children) {
    return R"({"fvTenant":{"attributes":{"name":"T","status":"modified"},"children":[{"l3extOut":{)"
           R"("attributes":{"name":"O","status":"modified"},"children":[)"
           + children + "]}}]}}";
  };
  const std::string from = R"({"l3extInstP":{"attributes":{"name":"A","status":"modified"},)"
                           R"("children":[)"
                           + subnet("10.1.1.1/32", R"(,"status":"deleted")") + "]}}";
  CHECK(post("uni/tn-T", wrapped(from + "," + eepg("B", subnet("10.1.1.1/32")))).status == 200);
  CHECK(apic.most_holders("10.1.1.1/32") == 1);
  CHECK(apic.tree().find(dn_of({"T", "O", "B"}, "10.1.1.1/32")));
  CHECK_FALSE(apic.tree().find(dn_of({"T", "O", "A"}, "10.1.1.1/32")));
  CHECK(apic.transactions().back().edits.size() == 3);
}

TEST_CASE_METHOD(writing_site, "a parent that is missing is named, the topmost one", "[aci][sim]") {
  CHECK(refused("uni/tn-X/out-O", eepg("apps"))
        == "102 configured object ((Dn0)) not found Dn0=uni/tn-X, ");
  CHECK(refused("uni/tn-T/out-X/instP-E", subnet("10.1.1.1/32"))
        == "102 configured object ((Dn0)) not found Dn0=uni/tn-T/out-X, ");
}

TEST_CASE_METHOD(writing_site, "what a POST may not say is refused with the APIC's code",
                 "[aci][sim]") {
  const auto named = [](const std::string& more) {
    return R"({"l3extInstP":{"attributes":{"name":"apps",)" + more + "}}}";
  };
  CHECK_THAT(refused(out_dn, R"({"l3extNone":{"attributes":{}}})"), Catch::StartsWith("122"));
  CHECK_THAT(refused("uni/tn-T", subnet("10.1.1.1/32")), Catch::StartsWith("106"));
  CHECK_THAT(refused(out_dn, R"({"l3extInstP":{"attributes":{}}})"), Catch::StartsWith("822"));
  CHECK_THAT(refused(out_dn, R"({"l3extInstP":{"children":[],"attributes":{"name":"apps"}}})"),
             Catch::StartsWith("822"));
  CHECK_THAT(refused(out_dn, R"({"l3extInstP":{}})"), Catch::Contains("incomplete node"));
  CHECK_THAT(refused(out_dn, named(R"("colour":"red")")),
             Catch::Contains("unknown attribute 'colour' in element 'l3extInstP'"));
  CHECK_THAT(refused(out_dn, named(R"("annotation":"a,b")")), Catch::StartsWith("801"));
  CHECK_THAT(refused(out_dn, named(R"("prio":"level9")")),
             Catch::Contains("unknown property value level9, name prio"));
  CHECK_THAT(refused(out_dn, named(R"("rn":"instP-other")")), Catch::StartsWith("107"));
  CHECK_THAT(refused(out_dn, named(R"("descr":7)")), Catch::Contains("no string"));
  CHECK_THAT(refused(out_dn, "{"), Catch::Contains("no JSON"));
  CHECK_THAT(refused("uni/xx-T", named(R"("descr":"")")), Catch::StartsWith("107"));
  CHECK_THAT(refused(out_dn, R"({"l3extInstP":{"attributes":{"name":"a/b"}}})"),
             Catch::StartsWith("801"));
}

TEST_CASE_METHOD(writing_site, "flags of a scope are a set that needs import-security to share",
                 "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("apps")).status == 200);
  const auto scoped = [](const std::string& flags) {
    return subnet("10.1.1.1/32", R"(,"scope":")" + flags + R"(")");
  };
  CHECK_THAT(refused(apps_dn, scoped("shared-security")), Catch::Contains("shared-security"));
  CHECK_THAT(refused(apps_dn, scoped("import-everything")), Catch::Contains("name scope"));
  CHECK(post(apps_dn, scoped("shared-security,import-security,import-rtctrl")).status == 200);
  CHECK(apic.attribute(dn_of(apps, "10.1.1.1/32"), "scope")
        == "import-rtctrl,import-security,shared-security");
}

TEST_CASE_METHOD(writing_site, "an IPv6 prefix is one object in any spelling and shown as written",
                 "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("apps", subnet("2001:DB8:0::1/128"))).status == 200);
  CHECK(post(apps_dn, subnet("2001:db8::1/128", R"(,"name":"x")")).status == 200);
  const auto held = apic.tree().find(dn_of(apps, "2001:db8::1/128"));
  REQUIRE(held);
  CHECK(held->dn == dn_of(apps, "2001:DB8:0::1/128"));
  CHECK(held->text("name") == "x");
}

TEST_CASE_METHOD(writing_site, "a DELETE takes the subtree and is a success for what is absent",
                 "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("apps", subnet("10.1.1.1/32"))).status == 200);
  const auto before = apic.tree().size();
  CHECK(send({"DELETE", "/api/mo/" + apps_dn + ".json", {}}).status == 200);
  CHECK(apic.tree().size() == before - 2);
  CHECK(send({"DELETE", "/api/mo/" + apps_dn + ".json", {}}).status == 200);
  CHECK(send({"DELETE", "/api/mo/uni/oops.json", {}}).status == 400);
}

TEST_CASE_METHOD(writing_site, "an object that is not there is an empty success", "[aci][sim]") {
  const auto got = read(send(read_out({"T", "none"})));
  REQUIRE(got);
  CHECK(got->total == 0);
  CHECK(got->objects.empty());
}

TEST_CASE_METHOD(writing_site, "lenient paths and the node form lead to the same object",
                 "[aci][sim]") {
  for (const auto* path : {"/api/mo/uni/tn-T.json", "/api/mo/uni/tn-T/.json",
                           "/api//mo//uni/tn-T.json", "/api/node/mo/uni/tn-T.json"})
    CHECK(ask(path).size() == 1);
  CHECK(ask("/api/node/class/fvTenant.json").size() == 1);
}

TEST_CASE_METHOD(writing_site, "a query chooses, orders and pages", "[aci][sim]") {
  std::string many;
  for (int i = 1; i <= 5; ++i)
    many += (i > 1 ? "," : "")
            + subnet("10.1.1." + std::to_string(i) + "/32",
                     i < 4 ? std::string{R"(,"annotation":")"} + marker + R"(")" : "");
  REQUIRE(post(out_dn, eepg("apps", many)).status == 200);
  const auto page = [&](std::size_t number) {
    return read(send(find_marked("l3extSubnet", marker, number, 2))).value();
  };
  CHECK(page(0).total == 3);
  REQUIRE(page(0).objects.size() == 2);
  CHECK(page(0).objects[1].text("ip") == "10.1.1.2/32");
  CHECK(page(1).objects.size() == 1);
  CHECK(page(2).objects.empty());
  CHECK(
    ask(R"(/api/class/l3extSubnet.json?query-target-filter=wcard(l3extSubnet.ip,"1.[24]/"))").size()
    == 2);
  CHECK(ask("/api/class/l3extSubnet.json?query-target-filter=and(not(eq(l3extSubnet.ip,%20"
            "%2210.1.1.1/32%22)),eq(l3extSubnet.annotation,\"\"))")
          .size()
        == 2);
  CHECK(ask("/api/mo/" + out_dn + ".json?query-target=children").size() == 2);
  CHECK(
    ask("/api/mo/" + out_dn + ".json?query-target=subtree&target-subtree-class=l3extSubnet").size()
    == 5);
  CHECK(ask("/api/mo/" + apps_dn + ".json?rsp-prop-include=naming-only")[0].attributes.size() == 2);
  const auto hits
    = ask("/api/mo/" + out_dn
          + R"(.json?rsp-subtree=full&rsp-subtree-filter=eq(l3extSubnet.ip,"10.1.1.2/32"))");
  REQUIRE(hits.size() == 1);
  REQUIRE(hits[0].children.size() == 1);
  CHECK(hits[0].children[0].children.size() == 1);
}

TEST_CASE_METHOD(writing_site, "a query that the APIC does not understand is 400", "[aci][sim]") {
  for (const auto* target :
       {"/api/class/l3extNone.json", "/api/mo/uni/tn-T.json?query-target=all",
        "/api/mo/uni/tn-T.json?target-subtree-class=l3extNone", "/api/mo/uni/tn-T.json?colour=red",
        "/api/class/fvTenant.json?query-target-filter=contains(fvTenant.name,\"T\")",
        "/api/class/fvTenant.json?query-target-filter=eq(fvTenant.name,'T')",
        "/api/class/fvTenant.json?page=x", "/api/mo/uni/tn-.json"})
    CHECK(send({"GET", target, {}}).status == 400);
}

TEST_CASE_METHOD(writing_site, "a result that is too big is refused until it is paged",
                 "[aci][sim]") {
  apic.settings.max_results = 2;
  REQUIRE(post(out_dn, eepg("A")).status == 200);
  REQUIRE(post(out_dn, eepg("B")).status == 200);
  REQUIRE(post(out_dn, eepg("C")).status == 200);
  const auto got = read(send({"GET", "/api/class/l3extInstP.json", {}}));
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == setback::result_too_big);
  CHECK(ask("/api/class/l3extInstP.json?page=0&page-size=2").size() == 2);
}

TEST_CASE_METHOD(writing_site, "answers come in any order unless one is asked for", "[aci][sim]") {
  std::set<std::string> orders;
  for (const auto* name : {"A", "B", "C", "D"})
    REQUIRE(post(out_dn, eepg(name)).status == 200);
  for (int i = 0; i < 20; ++i) {
    std::string order;
    for (const auto& one : ask("/api/class/l3extInstP.json"))
      order += one.text("name");
    orders.insert(order);
  }
  CHECK(orders.size() > 1);
}

TEST_CASE_METHOD(writing_site, "the same prefix in two EEPGs of a VRF is accepted and noted",
                 "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("A", subnet("10.1.1.1/32"))).status == 200);
  CHECK(apic.conflicts().empty());
  REQUIRE(post(out_dn, eepg("B", subnet("10.1.1.1/32"))).status == 200);
  CHECK(apic.conflicts() == std::vector<std::string>{"10.1.1.1/32"});
  CHECK(apic.most_holders("10.1.1.1/32") == 2);
}

TEST_CASE_METHOD(writing_site, "a tenant that is denied is 403 and hidden from class queries",
                 "[aci][sim]") {
  apic.settings.denied_tenants = {"T"};
  CHECK(send(read_out({"T", "O"})).status == 403);
  CHECK(post(out_dn, eepg("apps")).status == 403);
  CHECK(ask("/api/class/l3extOut.json").empty());
  CHECK(send(read_out({"U", "O"})).status == 200);
}

TEST_CASE_METHOD(writing_site, "a POST may answer with what stands there now", "[aci][sim]") {
  const auto got = read(send({"POST", "/api/mo/" + apps_dn + ".json?rsp-subtree=full",
                              eepg("apps", subnet("10.1.1.1/32"))}));
  REQUIRE(got);
  REQUIRE(got->objects.size() == 1);
  CHECK(got->objects[0].children.size() == 1);
}

TEST_CASE_METHOD(writing_site, "a POST may answer with what it has changed", "[aci][sim]") {
  const call made{"POST", "/api/mo/" + out_dn + ".json?rsp-subtree=modified",
                  eepg("apps", subnet("10.1.1.1/32"))};
  CHECK(read(send(made)).value().objects.size() == 2);
  CHECK(read(send(made)).value().objects.empty());
}

TEST_CASE_METHOD(writing_site, "two snapshots of the tree can be told apart", "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("apps", subnet("10.1.1.1/32"))).status == 200);
  const auto before = apic.tree();
  CHECK(sim::differences(before, apic.tree()).empty());
  REQUIRE(post(out_dn,
               eepg("apps", subnet("10.1.1.1/32", R"(,"name":"x")") + "," + subnet("10.1.1.2/32")))
            .status
          == 200);
  const auto all = sim::differences(before, apic.tree());
  REQUIRE(all.size() == 2);
  CHECK(all[0].differences().at("name") == "x");
  CHECK_FALSE(all[1].before);
  CHECK(sim::differences(apic.tree(), before).size() == 2);
}

TEST_CASE_METHOD(writing_site, "the journal of a new object tells what was said about it",
                 "[aci][sim]") {
  REQUIRE(post(out_dn, eepg("apps")).status == 200);
  const auto& last = apic.transactions().back();
  CHECK(last.who == "weft");
  REQUIRE(last.edits.size() == 1);
  const std::map<std::string, std::string> said{{"name", "apps"}, {"annotation", marker}};
  CHECK(last.edits[0].attributes == said);
}

TEST_CASE("a simulated fabric starts with an L3Out and an administrator's EEPG", "[aci][sim]") {
  const auto demo = sim::make_demo(sim::instant{1h});
  const eepg_name external{sim::demo_tenant, sim::demo_l3out, sim::demo_external_eepg};
  CHECK(demo.attribute(dn_of(external), "annotation").empty());
  CHECK(demo.tree().find(dn_of(external, "203.0.113.0/24")));
}
