#include "protocol/aci/domain.hpp"
#include "protocol/aci/sight.hpp"
#include "protocol/aci/units.hpp"
#include "tests/unit/protocol/aci/cluster.hpp"
#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

/// The stage, asked in the runtime's words.
struct domain_stage : stage {
  domain_stage() {
    how.name = "apic";
    read(out);
  }

  observation seen_now() {
    observation all;
    sight body;
    body.seen = known.observe(now);
    body.limits = limits;
    all.version = std::to_string(known.revision());
    all.body = take_snapshot(std::move(body));
    return all;
  }

  proposal proposed() {
    const auto observed = seen_now();
    return filling.plan({target, parts, observed, held_parts, refused_parts, may_remove, sweep,
                         live, only_parts ? &*only_parts : nullptr});
  }

  /// What the plan would do in the end, for people: a sign and the words before " (for".
  texts foreseen() {
    const auto observed = seen_now();
    const plan_request asked_for{target,     parts, observed, held_parts, refused_parts,
                                 may_remove, sweep, live,     nullptr};
    const auto planned = filling.plan(asked_for);
    REQUIRE(planned.work);
    texts all;
    for (const auto& one : filling.show(asked_for, *planned.work, nullptr))
      all.push_back(std::string{to_string(one.what)} + " "
                    + one.text.substr(0, one.text.find(" (for ")));
    return all;
  }

  /// Takes over what the proposal would write.
  void accept(const proposal& what) {
    REQUIRE(what.work);
    const auto& next = as<request>(what.work->body);
    known.begin_write(next);
    REQUIRE(apic.carry_out(next));
    known.take_written(next, now);
  }

  const std::string target = "apic";
  domain filling = make_domain({});
  batch_limits limits;
  std::set<weft::unit> held_parts;
  std::map<weft::unit, std::string> refused_parts;
  std::optional<std::set<weft::unit>> only_parts;
  std::set<std::string> live;
};

/// A cluster that files objects as the index does.
struct filed_cluster : aci::cluster {
  void each_filed(std::string_view word,
                  const std::function<void(const k8s::projection&)>& visit) const override {
    for (const auto& [key, held] : objects)
      for (const auto& one : filling.file_under(*held))
        if (one == word)
          visit(*held);
  }

  domain filling = make_domain({});
};

const contributions nothing_contributed = [](const owner&, const std::string&) { return nullptr; };

} // namespace

TEST_CASE_METHOD(domain_stage, "the domain plans one request and says what of each wish is in it",
                 "[aci]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  const auto planned = proposed();
  REQUIRE(planned.work);
  CHECK(planned.work->target == "apic");
  CHECK(planned.work->changes == 1);
  CHECK(planned.work->bytes == as<request>(planned.work->body).body.size());
  const auto& said = planned.verdicts.at(deployment("web"));
  CHECK(said.how_far == progress::pending);
  CHECK(said.changes);
  CHECK_FALSE(said.first);
  CHECK(said.units == texts{"T/O/E", "T/O/E 10.1.1.1/32", "T/O/E 10.1.1.2/32"});
  accept(planned);
  CHECK_FALSE(proposed().work);
  const auto after = proposed();
  CHECK(after.verdicts.at(deployment("web")).how_far == progress::placed);
  CHECK(as<published>(after.verdicts.at(deployment("web")).evidence).prefixes == 2);
}

TEST_CASE_METHOD(domain_stage, "of a plan all requests are shown that it takes", "[aci]") {
  limits.children = 2;
  apic.add_out({"T2", "O"});
  read({"T2", "O"});
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32"});
  run("shop", {"T2", "O", "G"}, {"10.1.2.1/32"});
  CHECK(foreseen()
        == texts{"add EPG T/O/E", R"(add 10.1.1.1/32 in T/O/E "shop::web-0", import-security)",
                 R"(add 10.1.1.2/32 in T/O/E "shop::web-1", import-security)", "add EPG T2/O/G",
                 R"(add 10.1.2.1/32 in T2/O/G "shop::shop-0", import-security)",
                 R"(add 10.1.1.3/32 in T/O/E "shop::web-2", import-security)"});
}

TEST_CASE_METHOD(domain_stage, "a move is shown to its end", "[aci]") {
  run("web", e, {"10.1.1.1/32"});
  settle();
  run("web", f, {"10.1.1.1/32"});
  read_on();
  CHECK(foreseen()
        == texts{"add EPG T/O/F", R"(add 10.1.1.1/32 in T/O/F "shop::web-0", import-security)",
                 R"(remove 10.1.1.1/32 in T/O/E "shop::web-0")",
                 "remove EPG T/O/E with 0 prefixes (nobody wishes it)"});
}

TEST_CASE_METHOD(domain_stage, "a wish tells of each prefix who claims it and where", "[aci]") {
  wish_for("web", e,
           {pod("10.1.1.1/32", "a"), service("10.1.1.2/32", "s"), pod("10.1.1.2/32", "b")});
  using told = std::vector<std::pair<std::string, std::string>>;
  CHECK(as<wished_eepg>(parts.at(deployment("web"))->body).tell()
        == told{{"EEPG", "uni/tn-T/out-O/instP-E"},
                {"10.1.1.1/32", "of Pod/shop/a, at uni/tn-T/out-O/instP-E/extsubnet-[10.1.1.1/32]"},
                {"10.1.1.2/32", "of Pod/shop/b and Service/shop/s, at "
                                "uni/tn-T/out-O/instP-E/extsubnet-[10.1.1.2/32]"}});
}

TEST_CASE_METHOD(domain_stage, "a wish of many prefixes tells of some, and how many more there are",
                 "[aci]") {
  run("web", e, addresses(2000));
  const auto told = as<wished_eepg>(parts.at(deployment("web"))->body).tell();
  REQUIRE(told.size() == 102);
  CHECK(told[100].first == as<wished_eepg>(parts.at(deployment("web"))->body).claims[99].prefix);
  CHECK(told[101] == std::pair<std::string, std::string>{"and more", "1900 prefixes"});
}

TEST_CASE_METHOD(domain_stage, "what is wished is counted once, however many wish it", "[aci]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  wish_for("other", e, {pod("10.1.1.2/32", "a"), pod("10.1.1.2/32", "b"), pod("10.1.1.3/32", "c")});
  run("api", f, {"10.1.1.1/32"});
  CHECK(count_wished(parts) == 6);
  stop("other");
  CHECK(count_wished(parts) == 5);
  CHECK(count_wished({}) == 0);
}

TEST_CASE_METHOD(domain_stage, "a part of a wish that is held or refused stays out, and no other",
                 "[aci]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32"});
  held_parts = {{deployment("web"), "T/O/E 10.1.1.1/32"}};
  refused_parts = {{{deployment("web"), "T/O/E 10.1.1.2/32"}, "not that one"}};
  held_parts.insert({deployment("web"), "T/O/E 10.1.1.2/32"});
  accept(proposed());
  CHECK(apic.prefixes(e) == texts{"10.1.1.3/32"});
  held_parts.erase({deployment("web"), "T/O/E 10.1.1.1/32"});
  accept(proposed());
  const auto said = proposed().verdicts.at(deployment("web"));
  CHECK(said.how_far == progress::declined);
  CHECK(said.reason == "ApicRejected");
  CHECK(said.message.find("not that one") != std::string::npos);
}

TEST_CASE_METHOD(domain_stage, "what was refused of a wish at one place is tried at another",
                 "[aci]") {
  refused_parts = {{{deployment("web"), "T/O/E 10.1.1.1/32"}, "not there"}};
  run("web", f, {"10.1.1.1/32"});
  accept(proposed());
  CHECK(apic.prefixes(f) == texts{"10.1.1.1/32"});
}

TEST_CASE_METHOD(domain_stage, "an owner who is held as a whole has nothing in the request",
                 "[aci]") {
  run("web", e, {"10.1.1.1/32"});
  run("shop", f, {"10.1.1.2/32"});
  held_parts = {{deployment("web"), {}}};
  accept(proposed());
  CHECK(apic.prefixes(f) == texts{"10.1.1.2/32"});
  CHECK_FALSE(apic.has(dn_of(e)));
}

TEST_CASE_METHOD(domain_stage, "while a culprit is sought nothing but the suspects is written",
                 "[aci]") {
  run("web", e, {});
  accept(proposed());
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  only_parts = {{deployment("web"), "T/O/E 10.1.1.2/32"}};
  const auto planned = proposed();
  CHECK(planned.verdicts.at(deployment("web")).units == texts{"T/O/E 10.1.1.2/32"});
  accept(planned);
  CHECK(apic.prefixes(e) == texts{"10.1.1.2/32"});
}

TEST_CASE_METHOD(domain_stage, "a request is no larger than the APIC has been found to take",
                 "[aci]") {
  run("web", e, addresses(10));
  limits.children = 3;
  accept(proposed());
  CHECK(apic.prefixes(e).size() == 3);
}

TEST_CASE_METHOD(domain_stage, "every change of a planned request has a line for people", "[aci]") {
  run("web", e, {"10.1.1.1/32"});
  const auto observed = seen_now();
  const plan_request question{target,        parts, observed, held_parts,
                              refused_parts, true,  false,    live};
  const auto planned = filling.plan(question);
  REQUIRE(planned.work);
  const auto lines = filling.show(question, *planned.work, nullptr);
  REQUIRE(lines.size() == 2);
  CHECK(lines.front().what == weft::change::add);
  CHECK(lines.front().about == deployment("web").key);
}

TEST_CASE_METHOD(domain_stage, "without an observation nothing is planned and nothing shown",
                 "[aci]") {
  run("web", e, {"10.1.1.1/32"});
  const observation none;
  const plan_request question{target, parts, none, held_parts, refused_parts, true, false, live};
  CHECK_FALSE(filling.plan(question).work);
  CHECK(filling.show(question, {}, nullptr).empty());
}

TEST_CASE("names of parts lead to the same parts again", "[aci]") {
  stage s;
  s.run("web", s.e, {"10.1.1.1/32", "10.1.1.2/32"});
  const auto who = stage::deployment("web");
  const std::set<aci::piece> all{{who, {}}, {who, "10.1.1.1/32"}, {who, "10.1.1.2/32"}};
  std::set<weft::unit> words;
  for (const auto& one : all)
    words.insert({who, word_of(s.e, one.what)});
  CHECK(units_of(words, s.parts) == all);
  CHECK(units_of(std::set<weft::unit>{{who, {}}}, s.parts) == all);
  CHECK(units_of(std::set<weft::unit>{{who, "T/O/F 10.1.1.1/32"}}, s.parts).empty());
  CHECK(units_of(std::set<weft::unit>{{who, "T/O/EX"}}, s.parts).empty());
  CHECK(units_of(std::set<weft::unit>{{stage::deployment("gone"), {}}}, s.parts).empty());
}

TEST_CASE_METHOD(filed_cluster, "only Deployments that bear the annotation get an actor", "[aci]") {
  put(deployment("web"));
  put(deployment("other", ""));
  CHECK(filling.concerns(*find(key(deployment_kind, "web"))));
  CHECK_FALSE(filling.concerns(*find(key(deployment_kind, "other"))));
  CHECK(filling.finalizer.empty());
  CHECK(filling.observes_by_wish);
  CHECK(filling.targets(nullptr) == texts{"apic"});
}

TEST_CASE_METHOD(filed_cluster, "a Pod's address reaches its Deployment and nobody else", "[aci]") {
  run("web", {"10.1.1.1"});
  run("shop", {"10.1.1.2"});
  const auto meaning
    = filling.interpret(*find(key(deployment_kind, "web")), *this, nothing_contributed);
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts.front().target == "apic");
  CHECK(as<wished_eepg>(meaning.parts.front().body).claims.size() == 1);
  const auto pod = find(key(pod_kind, "web-1-0"));
  REQUIRE(pod);
  const auto touched = filling.affects(nullptr, pod.get(), *this, nothing_contributed);
  CHECK(touched.namespaces.empty());
  CHECK(touched.objects == std::unordered_set<object_key>{key(deployment_kind, "web")});
}

TEST_CASE_METHOD(filed_cluster, "an annotation that breaks leaves in force what was contributed",
                 "[aci]") {
  run("web", {"10.1.1.1"});
  const auto before
    = filling.interpret(*find(key(deployment_kind, "web")), *this, nothing_contributed);
  REQUIRE(before.parts.size() == 1);
  put(deployment("web", "{"));
  const auto kept = take_snapshot(before.parts.front());
  const auto after = filling.interpret(
    *find(key(deployment_kind, "web")), *this,
    [&](const owner&, const std::string& where) { return where == "apic" ? kept : nullptr; });
  CHECK_FALSE(after.accepted);
  REQUIRE(after.parts.size() == 1);
  CHECK(as<wished_eepg>(after.parts.front().body).where == as<wished_eepg>(kept->body).where);
}

TEST_CASE("failures of the way are named in the words of the contract", "[aci]") {
  CHECK(reason_of({errc::refused, {}, {}, {}}) == "ApicRejected");
  CHECK(reason_of({errc::expired, {}, {}, {}}) == "ApicRejected");
  CHECK(reason_of({errc::not_found, {}, {}, {}}) == "WaitingForL3Out");
  CHECK(reason_of({errc::unreachable, {}, {}, {}}) == "Pending");
}

TEST_CASE_METHOD(domain_stage, "no word on a wish changes merely because there are more Pods",
                 "[aci]") {
  const std::vector<texts> sizes{addresses(3), addresses(40)};
  std::set<std::string> words;
  const auto note = [&] {
    words.insert(proposed().verdicts.at(deployment("web")).message);
    CHECK(words.size() == 1);
  };
  SECTION("that lose their prefixes to others") {
    for (const auto& all : sizes) {
      std::vector<claim> winners;
      for (const auto& one : all)
        winners.push_back(pod(one, "winner", 100));
      wish_for("shop", f, winners);
      run("web", e, all);
      while (proposed().work)
        accept(proposed());
      note();
    }
  }
  SECTION("that are refused") {
    for (const auto& all : sizes) {
      run("web", e, all);
      for (const auto& one : all) {
        held_parts.insert({deployment("web"), "T/O/E " + one});
        refused_parts[{deployment("web"), "T/O/E " + one}] = "no";
      }
      while (proposed().work)
        accept(proposed());
      note();
    }
  }
}

TEST_CASE_METHOD(domain_stage, "where nothing is reported the same is told as notices", "[aci]") {
  how.report = false;
  filling = make_domain(how);
  CHECK_FALSE(filling.report);
  const auto told = [&] {
    texts all;
    for (const auto& one : proposed().notices)
      all.push_back(one.reason + (one.warning ? "!" : ""));
    return all;
  };
  run("web", e, {"10.1.1.1/32"});
  CHECK(told().empty());
  accept(proposed());
  CHECK(told() == texts{"Published"});
  run("shop", {"T", "Q", "E"}, {"10.1.1.2/32"});
  apic.erase(dn_of(l3out_name{"T", "Q"}));
  read({"T", "Q"});
  CHECK(told() == texts{"WaitingForL3Out!", "Published"});
  refused_parts[{deployment("web"), "T/O/E 10.1.1.3/32"}] = "no";
  held_parts.insert({deployment("web"), "T/O/E 10.1.1.3/32"});
  run("web", e, {"10.1.1.1/32", "10.1.1.3/32"});
  CHECK(told() == texts{"WaitingForL3Out!", "ApicRejected!"});
  how.report = true;
  filling = make_domain(how);
  CHECK(told().empty());
}

TEST_CASE_METHOD(domain_stage, "however much there is to warn of, it is one notice for one reason",
                 "[aci]") {
  make(e, "10.1.1.1/32", "");
  read(out);
  wish_for("web", e, {pod("10.1.1.1/32", "web-0"), pod("10.1.1.2/32", "web-1", 1)});
  wish_for("shop", f, {pod("10.1.1.2/32", "shop-0", 2)});
  while (proposed().work)
    accept(proposed());
  const auto all = proposed().notices;
  REQUIRE(all.size() == 1);
  CHECK(all.front().note.find("10.1.1.1/32") != std::string::npos);
  CHECK(all.front().note.find("10.1.1.2/32") != std::string::npos);
}
