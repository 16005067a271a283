#include "tests/simulation/claims.hpp"

#include <algorithm>

/// velocloud.md 9, row by row: refused by our CRD, and harmless where a CRD let it through.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

constexpr auto definition_path
  = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/velocloudbps.vcn.cloud";

/// One input that must not get through: what differs from a spec that may.
struct bad_input {
  std::string what;
  std::string member;  ///< of spec
  std::string value;   ///< as JSON; empty: the member is absent
  std::string allowed; ///< part of what the controller says would be right
  bool schema_knows = true;
};

constexpr auto port_words = "an integer from 1 to 65535";
constexpr auto cap_words = "-1 for no cap, or an integer from 1 to 100";
constexpr auto host_words = "a domain name of at least two labels";
constexpr auto reference_words = "a text of 1 to 255 characters";

std::string in_quotes(const std::string& text) {
  return json::write(json::value{text});
}

std::vector<bad_input> bad_inputs() {
  const std::string long_label(64, 'a');
  std::string long_name = "a";
  while (long_name.size() < 254)
    long_name += ".a";
  return {
    {"no profile", "profile", "", reference_words},
    {"no fqdn", "fqdn", "", host_words},
    {"no dport", "dport", "", port_words},
    {"empty profile", "profile", R"("")", reference_words},
    {"profile of a wrong type", "profile", "17", reference_words},
    {"long profile", "profile", in_quotes(std::string(256, 'p')), reference_words},
    {"empty segment", "segment", R"("")", reference_words},
    {"port zero", "dport", "0", port_words},
    {"negative port", "dport", "-5", port_words},
    {"large port", "dport", "65536", port_words},
    {"very large port", "dport", "9223372036854775808", port_words},
    {"port as text", "dport", R"("443")", port_words},
    {"broken port", "dport", "443.5", port_words},
    {"cap zero", "bandwidth-limit", "0", cap_words},
    {"cap below", "bandwidth-limit", "-2", cap_words},
    {"cap above", "bandwidth-limit", "101", cap_words},
    {"unknown class", "service-class", R"("turbo")", "realtime, transactional, bulk"},
    {"class in the wrong case", "service-class", R"("Bulk")", "realtime, transactional, bulk"},
    {"priority in the wrong case", "priority", R"("High")", "high, normal, low"},
    {"unknown link policy", "link-policy", R"("preferred")", "auto, fixed"},
    {"group in the wrong case", "service-group", R"("all")",
     "ALL, PUBLIC_WIRED, PUBLIC_WIRELESS, PRIVATE_WIRED"},
    {"host with a blank", "fqdn", R"("a b.vcn.cloud")", host_words},
    {"host with a wildcard", "fqdn", R"("*.vcn.cloud")", host_words},
    {"host with a dot at its end", "fqdn", R"("a.vcn.cloud.")", host_words},
    {"address in v6 form", "fqdn", R"("2001:db8::1")", host_words},
    {"single label", "fqdn", R"("localhost")", host_words},
    {"long host", "fqdn", in_quotes(long_name), host_words},
    {"long label", "fqdn", in_quotes(long_label + ".vcn.cloud"), host_words},
    {"host with an underscore", "fqdn", R"("a_b.vcn.cloud")", host_words},
    {"IDN in U-form", "fqdn", R"("bücher.vcn.cloud")", host_words},
    {"address in v4 form", "fqdn", R"("192.0.2.7")", "a domain name, not an address", false},
    {"empty name", "name", R"("")", "1 to 128 characters"},
    {"long name", "name", in_quotes(std::string(129, 'n')), "1 to 128 characters"},
    {"control character", "name", R"("a\u0007b")", "no control characters"},
    {"invisible character", "name", R"("a\u200fb")", "no control characters"},
    {"blank before the name", "name", R"(" a")", "no blank at either end"},
    {"blank after the name", "name", R"("a ")", "no blank at either end"},
    {"name of a built-in rule", "name", R"("Default-Any-Other")", "", false},
  };
}

json::value object_of(const std::string& name, const json::value& spec) {
  auto out
    = json::value::of({{"apiVersion", "vcn.cloud/v1"},
                       {"kind", "VelocloudBP"},
                       {"metadata", json::value::of({{"name", name}, {"namespace", "ns1"}})}});
  if (!spec.is_null())
    out.set("spec", spec);
  return out;
}

/// A spec that is right but for one member.
json::value spec_with(const std::string& host, const std::string& member,
                      const std::string& value) {
  auto out = json::value::of(
    {{"profile", "Quick Start Profile"}, {"fqdn", host + ".vcn.cloud"}, {"dport", 443}});
  out.erase(member);
  if (!value.empty())
    out.set(member, json::parse(value).value());
  return out;
}

std::string numbered(std::size_t i) {
  return "bad-" + std::to_string(i);
}

/// What the API server says to the creation of an object: its status and its message.
std::pair<int, std::string> create(world& here, const json::value& object,
                                   const std::string& query = {}) {
  k8s::server::call what;
  what.method = "POST";
  what.path = "/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps";
  what.query = query;
  what.body = json::write(object);
  what.content_type = "application/json";
  const auto got = here.api->core().handle(what, here.wall());
  return {got.status, at(json::parse(got.body).value(), {"message"})};
}

/// Takes every constraint off the CRD, as somebody may have done.
void loosen(world& here) {
  auto definition = here.find(definition_path);
  for (auto& version : *definition.find_path({"spec", "versions"})->as_array())
    version["schema"].set("openAPIV3Schema", json::parse(R"({"type":"object",
                            "x-kubernetes-preserve-unknown-fields":true})")
                                               .value());
  REQUIRE(here.patch(definition_path, json::write(definition)) == 200);
}

bool refused(world& here, const std::string& name) {
  return here.ready(name) == "False/InvalidSpec"
         && here.condition_of(here.find(world::rule_path(name)), "Accepted") == "False/InvalidSpec";
}

} // namespace

TEST_CASE("bad input: our CRD refuses it and names object, field and value", "[velocloud]") {
  world here{9};
  for (const auto& one : bad_inputs()) {
    CAPTURE(one.what);
    const auto [status, text]
      = create(here, object_of("tried", spec_with("tried", one.member, one.value)));
    if (!one.schema_knows) {
      CHECK(status == 201);
      here.erase(world::rule_path("tried"));
      continue;
    }
    CHECK(status == 422);
    CHECK_THAT(text, Catch::Contains("VelocloudBP.vcn.cloud \"tried\" is invalid")
                       && Catch::Contains("spec." + one.member));
  }
  const auto [status, text] = create(here, object_of("tried", {}));
  CHECK(status == 422);
  CHECK_THAT(text, Catch::Contains("spec: Required value"));
  const auto upper
    = create(here, object_of("tried", spec_with("tried", "fqdn", R"("Tried.vcn.cloud")")));
  CHECK(upper.first == 422);
  CHECK_THAT(upper.second, Catch::Contains("spec.fqdn"));
}

TEST_CASE("bad input: allowed words are listed by the API server", "[velocloud]") {
  world here{9};
  CHECK_THAT(
    create(here, object_of("tried", spec_with("tried", "priority", R"("High")"))).second,
    Catch::Contains(R"(Unsupported value: "High": supported values: "high", "normal", "low")"));
  CHECK_THAT(create(here, object_of("tried", spec_with("tried", "bandwidth-limit", "0"))).second,
             Catch::Contains("use -1 for no cap, or 1..100 percent"));
}

TEST_CASE("bad input: where no schema ran, each is refused in words and the rest is programmed",
          "[velocloud]") {
  world here{9, with_trace()};
  loosen(here);
  const auto all = bad_inputs();
  here.start();
  for (std::size_t i = 0; i < all.size(); ++i)
    REQUIRE(
      create(here, object_of(numbered(i), spec_with(numbered(i), all[i].member, all[i].value)))
        .first
      == 201);
  REQUIRE(create(here, object_of("no-spec", {})).first == 201);
  REQUIRE(create(here, object_of("text-spec", "a text")).first == 201);
  here.apply_rule("good", spec_of("good"));
  REQUIRE(create(here, object_of("upper", spec_with("", "fqdn", R"("UPPER.VCN.Cloud")"))).first
          == 201);
  REQUIRE(here.run_until(
    [&] {
      return all_ready(here, {"good", "upper"}) && refused(here, numbered(all.size() - 1));
    },
    1min));
  here.run_for(5s);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(all[i].what);
    CHECK(refused(here, numbered(i)));
    CHECK_THAT(message_of(here, numbered(i)),
               Catch::Contains("spec." + all[i].member) && Catch::Contains(all[i].allowed));
  }
  CHECK(refused(here, "no-spec"));
  CHECK_THAT(message_of(here, "no-spec"), Catch::Contains("spec is missing; allowed: an object"));
  CHECK(refused(here, "text-spec"));
  CHECK(at(*here.vco.rule(sim::quick_start, "ns1.upper"), {"match", "hostname"})
        == "upper.vcn.cloud");
  CHECK(here.vco.rule_names(sim::quick_start).size() == 5);
  CHECK(here.vco.seen().writes <= 2);

  // mended, each becomes Ready; and one that never was may go
  const auto last = all.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    auto mended = json::value::of(
      {{"spec", spec_with(numbered(i), all[i].member == "name" ? "name" : "", "")}});
    if (all[i].member == "name" || all[i].member == "segment"
        || !mended["spec"].find(all[i].member))
      mended["spec"].set(all[i].member, nullptr);
    here.patch(world::rule_path(numbered(i)), json::write(mended));
  }
  here.erase(world::rule_path(numbered(last)));
  here.erase(world::rule_path("no-spec"));
  REQUIRE(here.run_until(
    [&] {
      return here.vco.rule_names(sim::quick_start).size() == 5 + last
             && here.find(world::rule_path(numbered(last))).is_null()
             && here.find(world::rule_path("no-spec")).is_null();
    },
    1min));
  here.run_for(5s);
  for (std::size_t i = 0; i < last; ++i) {
    CAPTURE(all[i].what, message_of(here, numbered(i)));
    CHECK(here.ready(numbered(i)) == "True");
  }
  check_manners(here);
}

TEST_CASE("bad input: a rule that was good stays while its object is bad", "[velocloud]") {
  world here{9, with_trace()};
  loosen(here);
  here.start();
  here.apply_rule("velokube1", velokube1);
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube1"}); }, 1min));
  const auto before = here.vco.rules(sim::quick_start);
  here.patch(world::rule_path("velokube1"), R"({"spec":{"dport":"eighty"}})");
  REQUIRE(here.run_until([&] { return refused(here, "velokube1"); }, 1min));
  CHECK_THAT(message_of(here, "velokube1"), Catch::Contains(R"(spec.dport is "eighty")"));
  here.run_for(11min);
  CHECK(here.vco.rules(sim::quick_start) == before);
  here.patch(world::rule_path("velokube1"), R"({"spec":null})");
  REQUIRE(here.run_until([&] { return refused(here, "velokube1"); }, 1min));
  here.run_for(11min);
  CHECK(here.vco.rules(sim::quick_start) == before);
  CHECK(here.vco.seen().writes == 1);
  here.erase(world::rule_path("velokube1"));
  CHECK(here.run_until([&] { return here.find(world::rule_path("velokube1")).is_null(); }, 1min));
  CHECK(here.vco.rule_names(sim::quick_start).size() == 3);
  check_manners(here);
}

TEST_CASE("bad input: odd names are passed on byte for byte", "[velocloud]") {
  world here{9, with_trace()};
  const std::vector<std::string> odd{R"(she said "no" \ 'yes')",
                                     "</script><script>alert(1)</script>",
                                     "rocket \xf0\x9f\x9a\x80",
                                     "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
                                     "{{ .Values.x }} ${HOME} %s %00",
                                     std::string(128, 'n'),
                                     "\xc2\xa0wide at its ends\xe3\x80\x80"};
  here.start();
  for (std::size_t i = 0; i < odd.size(); ++i)
    CHECK(
      create(here, object_of(numbered(i), spec_with(numbered(i), "name", in_quotes(odd[i])))).first
      == 201);
  REQUIRE(here.run_until([&] { return here.vco.rule_names(sim::quick_start).size() == 10; }, 1min));
  here.run_for(5s);
  for (std::size_t i = 0; i < odd.size(); ++i) {
    CHECK(here.ready(numbered(i)) == "True");
    CHECK(here.vco.rule(sim::quick_start, odd[i]));
  }
  check_manners(here);
}

TEST_CASE("bad input: an unknown field is pruned, refused where asked to, and ignored",
          "[velocloud]") {
  world here{9, with_trace()};
  const bool loose = GENERATE(false, true);
  if (loose)
    loosen(here);
  auto spec = spec_with("tried", "x-unknown", R"({"colour":"blue"})");
  if (!loose) {
    const auto [status, text] = create(here, object_of("tried", spec), "fieldValidation=Strict");
    CHECK(status == 400);
    CHECK_THAT(text, Catch::Contains("unknown field \"spec.x-unknown\""));
  }
  CHECK(create(here, object_of("tried", spec)).first == 201);
  CHECK((here.find(world::rule_path("tried")).find_path({"spec", "x-unknown"}) != nullptr)
        == loose);
  here.start();
  CHECK(here.run_until([&] { return all_ready(here, {"tried"}); }, 1min));
  check_manners(here);
}

TEST_CASE("bad input: names that VCO does not know are said and hinder nobody", "[velocloud]") {
  world here{9, with_trace()};
  here.vco.profiles.push_back(*here.vco.find_profile(sim::branch_gold));
  here.vco.profiles.back().id = 105;
  here.vco.profiles.back().modules.front().id = 1051;
  here.start();
  struct unknown {
    std::string name;
    std::string profile;
    std::string more;
    std::string ready;
    std::string words;
  };
  const std::vector<unknown> all{
    {"absent", "Nowhere", "", "False/ProfileNotFound", "\"Nowhere\""},
    {"case", "quick start profile", "", "False/ProfileNotFound", "letter case"},
    {"blank", "'Quick Start Profile '", "", "False/ProfileNotFound", "blanks"},
    {"twice", "Branch Gold", "", "False/ProfileAmbiguous", "more than one"},
    {"segment", "Quick Start Profile", ", segment: pos", "False/SegmentNotFound", "\"pos\""},
  };
  for (const auto& one : all)
    CHECK(here.apply_rule(one.name, spec_of(one.name, one.more, one.profile)) == 201);
  here.apply_rule("good", spec_of("good"));
  CHECK(here.run_until(
    [&] {
      return all_ready(here, {"good"})
             && std::all_of(all.begin(), all.end(),
                            [&](const unknown& one) { return here.ready(one.name) == one.ready; });
    },
    1min));
  for (const auto& one : all) {
    CAPTURE(one.name);
    CHECK(here.ready(one.name) == one.ready);
    CHECK_THAT(message_of(here, one.name), Catch::Contains(one.words));
  }
  here.run_for(11min);
  CHECK(here.vco.seen().writes == 1);
  CHECK(here.vco.rule_names(sim::quick_start).size() == 4);
  for (const auto& one : all)
    here.erase(world::rule_path(one.name));
  CHECK(here.run_until(
    [&] { return here.list("/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps").size() == 1; }, 1min));
  check_manners(here);
}
