#include "tests/unit/protocol/aci/cluster.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

using grant_list = std::vector<grant>;

/// Does the interpretation say nothing at all?
bool silent(const interpretation& what) {
  return what.parts.empty() && what.decided && what.accepted && what.reason.empty()
         && what.message.empty() && what.notices.empty();
}

} // namespace

TEST_CASE("a Deployment without our annotation says nothing", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"}, "");
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  CHECK(silent(c.meaning_of("web")));
}

TEST_CASE("an annotation that is added to a running Deployment publishes all of it", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"}, "");
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  c.put(c.deployment("web"));
  CHECK(c.claims_of("web")
        == claim_lines{"10.244.1.5/32 Pod/shop/web-1-0", "172.16.0.1/32 Service/shop/lb"});
}

TEST_CASE("a removed annotation leaves no wish", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  c.contribute("web");
  c.put(c.deployment("web", ""));
  CHECK(silent(c.meaning_of("web")));
}

TEST_CASE("a changed annotation moves the whole wish in one fragment of another digest", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  const auto before = c.meaning_of("web").parts.front();
  c.contribute("web");
  c.put(c.deployment("web", to_f));
  const auto after = c.meaning_of("web").parts;
  REQUIRE(after.size() == 1);
  CHECK(after.front().target == before.target);
  CHECK(after.front().digest != before.digest);
  CHECK(c.wish_of("web").where.epg == "F");
  CHECK(c.wish_of("web").claims.size() == 1);
  CHECK(c.wish_of("web").value != as<wished_eepg>(before.body).value);
}

TEST_CASE("whether Pods are published is the settings' say unless the annotation has one",
          "[aci]") {
  cluster c;
  const auto [setting, word, published] = GENERATE(table<bool, std::string, bool>({
    {true, "", true},
    {false, "", false},
    {true, "false", false},
    {false, "true", true},
    {true, R"("no")", true},
    {false, R"("yes")", false},
  }));
  c.how.expose_pod_ips = setting;
  c.run("web", {"10.244.1.5"}, word.empty() ? to_e : with_pods(word));
  CHECK(c.claims_of("web").size() == (published ? 1 : 0));
}

TEST_CASE("switching Pods off and on changes the wish and nothing else", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  c.put(c.deployment("web", with_pods("false")));
  CHECK(c.claims_of("web") == claim_lines{"172.16.0.1/32 Service/shop/lb"});
  c.put(c.deployment("web", with_pods("true")));
  CHECK(c.claims_of("web").size() == 2);
}

TEST_CASE("a word on Pods that is no boolean is told, and the rest of the annotation holds",
          "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"}, with_pods("1"));
  const auto meaning = c.meaning_of("web");
  CHECK(meaning.accepted);
  CHECK(meaning.parts.size() == 1);
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().warning);
  CHECK(meaning.notices.front().reason == "InvalidAnnotation");
  CHECK_THAT(meaning.notices.front().note, Catch::Contains("pods is 1 and ignored"));
}

TEST_CASE("a malformed annotation asks nothing of the APIC and is told", "[aci]") {
  cluster c;
  const auto value = GENERATE(
    Catch::Generators::as<std::string>{}, "{", "[]", R"({"tenant":"T","l3out":"O"})",
    R"({"tenant":"T","l3out":"O","epg":7})", R"({"tenant":"T","l3out":"O","epg":""})",
    R"({"tenant":"T","l3out":"O","epg":"a/b"})", R"({"tenant":"T","l3out":"a]","epg":"E"})",
    R"({"tenant":"..","l3out":"O","epg":"%2f"})", R"({"tenant":"T\n","l3out":"O","epg":"E"})",
    R"({"tenant":"T","l3out":"O","epg":"E"}})");
  c.run("web", {"10.244.1.5"}, value);
  const auto meaning = c.meaning_of("web");
  CHECK(meaning.parts.empty());
  CHECK(meaning.decided);
  CHECK_FALSE(meaning.accepted);
  CHECK(meaning.reason == "InvalidAnnotation");
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().warning);
  CHECK(meaning.notices.front().reason == "InvalidAnnotation");
  CHECK(meaning.notices.front().note == meaning.message);
  CHECK(meaning.notices.front().about.key == object_key{"Deployment", "shop", "web"});
}

TEST_CASE("an annotation that was valid stays in force while it is malformed, with all its Pods",
          "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  const auto value = c.wish_of("web").value;
  c.contribute("web");
  c.put(c.deployment("web", "{"));
  c.put(c.pod("web-1-1", "web-1", "web", {"10.244.1.6"}));
  const auto meaning = c.meaning_of("web");
  CHECK_FALSE(meaning.accepted);
  CHECK_THAT(meaning.message, Catch::EndsWith("; T/O/E stays as it was"));
  CHECK(c.wish_of("web").where == eepg_name{"T", "O", "E"});
  CHECK(c.wish_of("web").value == value);
  CHECK(c.claims_of("web").size() == 3);
  c.contribute("web");
  c.put(c.deployment("web", to_f));
  CHECK(c.wish_of("web").where.epg == "F");
  CHECK(c.meaning_of("web").accepted);
}

TEST_CASE("what a valid annotation said of Pods stays in force as well", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"}, with_pods("false"));
  c.contribute("web");
  c.put(c.deployment("web", "{"));
  CHECK(c.claims_of("web").empty());
  c.contribute("web");
  CHECK(c.claims_of("web").empty());
}

TEST_CASE("the same value after a malformed one is no other wish", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  const auto before = c.meaning_of("web").parts.front().digest;
  c.contribute("web");
  c.put(c.deployment("web", "{"));
  CHECK(c.meaning_of("web").parts.front().digest == before);
  c.put(c.deployment("web"));
  CHECK(c.meaning_of("web").parts.front().digest == before);
}

TEST_CASE("another spelling of one EEPG is another value, and so another wish", "[aci]") {
  cluster c;
  c.run("web", {});
  const auto before = c.wish_of("web");
  c.put(c.deployment("web", R"({"tenant": "T","l3out":"O","epg":"E"})"));
  CHECK(c.wish_of("web").where == before.where);
  CHECK(c.wish_of("web").value != before.value);
}

TEST_CASE("a namespace may only name what it is granted", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  const auto [grants, granted] = GENERATE(table<grant_list, bool>({
    {grant_list{}, true},
    {grant_list{{"*", "*", "*", "*"}}, true},
    {grant_list{{"shop", "T", "O", "E"}}, true},
    {grant_list{{"shop", "T", "*", "*"}}, true},
    {grant_list{{"bank", "T", "O", "E"}}, false},
    {grant_list{{"shop", "T2", "*", "*"}}, false},
    {grant_list{{"shop", "T", "O2", "*"}}, false},
    {grant_list{{"shop", "T", "O", "E2"}}, false},
    {grant_list{{"shop", "T", "O", "E2"}, {"bank", "*", "*", "*"}}, false},
    {grant_list{{"bank", "*", "*", "*"}, {"*", "T", "*", "*"}}, true},
  }));
  c.how.grants = grants;
  const auto meaning = c.meaning_of("web");
  CHECK(meaning.parts.size() == (granted ? 1 : 0));
  CHECK(meaning.accepted == granted);
  if (!granted)
    CHECK(meaning.message
          == "annotation aci.haystacknetworks.com/l3o names T/O/E, which weft's settings do not "
             "grant to namespace shop");
}

TEST_CASE("who names what is not granted keeps what was", "[aci]") {
  cluster c;
  c.how.grants = {{"shop", "T", "O", "E"}};
  c.run("web", {"10.244.1.5"});
  c.contribute("web");
  c.put(c.deployment("web", to_f));
  CHECK_FALSE(c.meaning_of("web").accepted);
  CHECK(c.wish_of("web").where.epg == "E");
}
