#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;
using namespace std::chrono_literals;

namespace {

/// E with two prefixes, all of it ours and in order; then somebody meddles.
struct meddled : stage {
  meddled() {
    run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
    settle();
    posts = apic.posts;
  }

  std::size_t corrections() {
    settle();
    return apic.posts - posts;
  }

  const std::string one = dn_of(e, "10.1.1.5/32");
  const std::string mark{plain_marker};
  std::size_t posts = 0;
};

} // namespace

TEST_CASE_METHOD(meddled, "import-security is added again to the flags there are", "[aci]") {
  apic.change(one, {{"scope", "export-rtctrl"}, {"descr", "mine"}});
  CHECK(corrections() == 1);
  CHECK(apic.at(one, "scope") == "export-rtctrl,import-security");
  CHECK(apic.at(one, "descr") == "mine");
  CHECK(bodies.back().find("name\":\"shop") == std::string::npos);
}

TEST_CASE_METHOD(meddled, "more flags are somebody's own affair", "[aci]") {
  apic.change(one, {{"scope", "import-security,shared-security"}});
  CHECK(corrections() == 0);
}

TEST_CASE_METHOD(meddled, "a name is put right and the scope is not touched", "[aci]") {
  apic.change(one, {{"name", "renamed"}});
  CHECK(corrections() == 1);
  CHECK(apic.at(one, "name") == "shop::web-0");
  CHECK(bodies.back().find("scope") == std::string::npos);
}

TEST_CASE_METHOD(meddled, "a mark that is replaced is put back as it was, with no comma in it",
                 "[aci]") {
  apic.change(one, {{"annotation", "orchestrator:terraform"}});
  apic.change(dn_of(e), {{"annotation", "orchestrator:terraform"}});
  settle();
  CHECK(apic.at(one, "annotation") == mark);
  CHECK(apic.at(dn_of(e), "annotation") == mark);
  CHECK(bodies.back().find(R"("annotation":")" + mark + R"(")") != std::string::npos);
}

TEST_CASE_METHOD(meddled, "a mark replaced while nobody listened makes it somebody else's",
                 "[aci]") {
  lose_socket();
  apic.change(one, {{"annotation", "orchestrator:terraform"}, {"name", "theirs"}});
  reconnect();
  CHECK(corrections() == 0);
  CHECK(apic.at(one, "name") == "theirs");
  CHECK(word_on("web") == "placed/");
  const auto told = planned().notices;
  REQUIRE(told.size() == 1);
  CHECK(told[0].note
        == "10.1.1.5/32: T/O/E holds 10.1.1.5/32, which is not ours and is left as it is");
  apic.erase(one);
  settle();
  CHECK(apic.at(one, "annotation") == mark);
}

TEST_CASE_METHOD(meddled, "somebody's prefix that does not classify is a conflict", "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32", "10.1.1.7/32"});
  make(e, "10.1.1.7/32", "", "export-rtctrl");
  CHECK(corrections() == 0);
  CHECK(word_on("web") == "declined/Conflict");
}

TEST_CASE_METHOD(meddled, "what else is changed or added is left alone", "[aci]") {
  apic.change(dn_of(e), {{"descr", "x"}, {"prio", "level1"}, {"prefGrMemb", "include"}});
  apic.change(one, {{"descr", "x"}, {"nameAlias", "y"}, {"aggregate", ""}});
  apic.put(dn_of(e) + "/rsprov-web", mo::provided, {{"tnVzBrCPName", "web"}});
  CHECK(corrections() == 0);
}

TEST_CASE_METHOD(meddled, "a deleted prefix comes back with its extra flags and nothing else",
                 "[aci]") {
  apic.change(one, {{"scope", "export-rtctrl,import-security"}, {"descr", "mine"}});
  settle();
  apic.erase(one);
  CHECK(corrections() == 1);
  CHECK(apic.at(one, "scope") == "export-rtctrl,import-security");
  CHECK(apic.at(one, "descr").empty());
  CHECK(apic.at(one, "name") == "shop::web-0");
}

TEST_CASE_METHOD(meddled, "extra flags are forgotten with the wish they belonged to", "[aci]") {
  apic.change(one, {{"scope", "export-rtctrl,import-security"}});
  settle();
  apic.erase(one);
  hear();
  run("web", e, {"10.1.1.6/32"});
  settle();
  wish_for("web", e, {pod("10.1.1.5/32", "new")});
  settle();
  CHECK(apic.at(one, "scope") == "import-security");
}

TEST_CASE_METHOD(stage, "a managed EEPG with a thousand prefixes that is deleted comes back whole",
                 "[aci]") {
  run("web", e, addresses(1000));
  settle();
  const auto before = apic.prefixes(e);
  const auto posts = apic.posts;
  const auto turns = GENERATE(0, 1, 2);
  deliver = [&](std::vector<event>& news) {
    if (turns == 1)
      std::ranges::reverse(news);
    if (turns == 2) {
      const auto copy = news;
      news.insert(news.end(), copy.rbegin(), copy.rend());
    }
  };
  reads = 0;
  apic.erase(dn_of(e));
  settle();
  CHECK(apic.prefixes(e) == before);
  CHECK(apic.posts - posts <= 8);
  CHECK(reads <= 8);
}

TEST_CASE_METHOD(stage, "an EEPG that half its prefixes are told gone from comes back whole",
                 "[aci]") {
  run("web", e, addresses(1000));
  settle();
  std::vector<event> late;
  apic.erase(dn_of(e));
  auto news = std::exchange(apic.told, {});
  std::ranges::reverse(news);
  late.assign(news.begin() + 400, news.end());
  apic.told.assign(news.begin(), news.begin() + 400);
  const auto posts = apic.posts;
  step_on();
  apic.told.insert(apic.told.end(), late.begin(), late.end());
  settle();
  CHECK(apic.prefixes(e).size() == 1000);
  CHECK(apic.posts - posts <= 8);
}

TEST_CASE_METHOD(stage, "somebody's EEPG that goes is not made by us, and is used when it returns",
                 "[aci]") {
  make(e);
  run("web", e, {"10.1.1.5/32"});
  settle();
  const auto posts = apic.posts;
  apic.erase(dn_of(e));
  settle();
  CHECK(apic.posts == posts);
  CHECK(word_on("web") == "pending/WaitingForL3Out");
  lose_socket();
  reconnect();
  CHECK(apic.posts == posts);
  make(e);
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(apic.at(dn_of(e), "annotation").empty());
  CHECK(word_on("web") == "placed/");
}

TEST_CASE_METHOD(stage, "another value of the annotation ends the memory of somebody's EEPG",
                 "[aci]") {
  make(e);
  wish_for("web", e, {}, "v1");
  settle();
  apic.erase(dn_of(e));
  settle();
  wish_for("web", e, {}, "v1");
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
  wish_for("web", e, {}, "v2");
  settle();
  CHECK(apic.at(dn_of(e), "annotation") == plain_marker);
}

TEST_CASE_METHOD(stage, "an L3Out that returns is filled again but for what was somebody's",
                 "[aci]") {
  make(f);
  run("web", e, {"10.1.1.5/32"});
  run("api", f, {"10.1.1.6/32"});
  settle();
  apic.erase(dn_of(out));
  settle();
  CHECK(word_on("web") == "pending/WaitingForL3Out");
  apic.add_out(out);
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK_FALSE(apic.has(dn_of(f)));
  CHECK(word_on("api") == "pending/WaitingForL3Out");
  make(f);
  settle();
  CHECK(apic.prefixes(f) == texts{"10.1.1.6/32"});
}

TEST_CASE_METHOD(meddled, "what happened while nobody listened is repaired from a comparison",
                 "[aci]") {
  run("web", e, addresses(6));
  settle();
  lose_socket();
  for (const auto* gone : {"10.1.0.0/32", "10.1.0.1/32", "10.1.0.2/32"})
    apic.erase(dn_of(e, gone));
  apic.change(dn_of(e, "10.1.0.3/32"), {{"scope", ""}});
  reconnect();
  CHECK(apic.prefixes(e).size() == 6);
  CHECK(apic.at(dn_of(e, "10.1.0.3/32"), "scope") == "import-security");
}

TEST_CASE_METHOD(meddled, "a correction war is fought more and more slowly and never given up",
                 "[aci]") {
  std::size_t fought = 0;
  const auto fight = [&](auto how_long, auto every) {
    const auto before = apic.posts;
    for (const auto until = now + how_long; now < until; now += every) {
      if (apic.at(one, "name") != "war")
        apic.change(one, {{"name", "war"}});
      settle();
    }
    fought = apic.posts - before;
  };
  fight(4s, 1s);
  CHECK(fought == 4);
  fight(600s, 1s);
  CHECK(fought < 25);
  CHECK(fought > 10);
  if (apic.at(one, "name") != "war") {
    apic.change(one, {{"name", "war"}});
    hear();
  }
  CHECK(word_on("web") == "pending/Pending");
  const auto told = planned().notices;
  REQUIRE(told.size() == 1);
  CHECK(told[0].reason == reason::drift_corrected);
  REQUIRE(known.next_due());
  now += 61s;
  settle();
  CHECK(apic.at(one, "name") == "shop::web-0");
  now += 200s;
  fight(4s, 1s);
  CHECK(fought == 4);
}

TEST_CASE_METHOD(meddled, "drift is told by what it was found in", "[aci]") {
  apic.change(one, {{"name", "renamed"}});
  hear();
  const auto what = planned();
  REQUIRE(what.next);
  CHECK(what.verdicts.at(deployment("web")).repairs == texts{"10.1.1.5/32"});
  CHECK(what.verdicts.at(deployment("web")).pieces == texts{"10.1.1.5/32"});
}
