#include "tests/unit/adapters/avi/controller_site.hpp"

namespace weft::avi::testing {

namespace {

using lines = std::vector<std::string>;

/// The rules that were broken, without what broke them.
lines rules_of(const std::vector<sim::violation>& all) {
  lines out;
  for (const auto& one : all)
    out.push_back(one.rule);
  return out;
}

struct judged_site : entered_site {
  judged_site() {
    peer.edit(
      "vrfcontext", "VRF_AZ1",
      [](json::value& body) {
        body.find("static_routes")->push_back(route("site2-a", "10.7.1.0", "10.10.24.9", "site2"));
        body.find("static_routes")
          ->push_back(route("S1-AZ1-a", "10.1.1.0", "10.10.24.1", "S1-AZ1"));
        body.set("bgp_profile", json::value::of({{"local_as", 65000}}));
      },
      now);
  }

  /// Writes the VRF after `how` has been done to it. @returns the rules that breaks.
  lines write_vrf(const sim::core::change& how) {
    const auto before = peer.violations().size();
    auto body = read_by_name("vrfcontext", "VRF_AZ1");
    how(body);
    CHECK(outcome(replacement("vrfcontext", body)) == "200");
    const auto all = rules_of(peer.violations());
    return {all.begin() + static_cast<std::ptrdiff_t>(before), all.end()};
  }
};

json::array& routes_in(json::value& body) {
  return *body.find("static_routes")->as_array();
}

} // namespace

TEST_CASE_METHOD(judged_site, "I1: own routes come and go, and all else of a VRF stays",
                 "[avi][sim]") {
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).push_back(route("S1-AZ1-b", "10.1.2.0", "10.10.24.2", "S1-AZ1"));
        }).empty());
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).erase(routes_in(body).begin() + 2);
        }).empty());
  CHECK(write_vrf([](json::value& body) { body.erase("bgp_profile"); }) == lines{"I1"});
  CHECK(write_vrf([](json::value& body) { routes_in(body).erase(routes_in(body).begin()); })
        == lines{"I1"});
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).push_back(route("S1-AZ1-c", "10.1.3.0", "10.10.24.3"));
        })
        == lines{"I1"});
}

TEST_CASE_METHOD(judged_site, "I2: a route that is written has an id of the cluster, and keeps it",
                 "[avi][sim]") {
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).push_back(route("7", "10.1.2.0", "10.10.24.2", "S1-AZ1"));
        })
        == lines{"I2"});
  CHECK(write_vrf([](json::value& body) { routes_in(body)[2].set("route_id", "S1-AZ1-z"); })
        == lines{"I2"});
  CHECK(write_vrf([](json::value& body) {
          routes_in(body)[2].find("next_hop")->set("addr", "10.10.24.8");
        }).empty());
}

TEST_CASE_METHOD(judged_site, "I2: of two own routes that lead alike one may go", "[avi][sim]") {
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).push_back(route("S1-AZ1-b", "10.1.1.0", "10.10.24.1", "S1-AZ1"));
        }).empty());
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).erase(routes_in(body).begin() + 2);
        }).empty());
}

TEST_CASE_METHOD(judged_site, "I1: of a Service Engine Group only the own label may change",
                 "[avi][sim]") {
  auto group = read_by_name("serviceenginegroup", "S1-AZ1-SE-Group");
  group.set("labels", *json::parse(R"([{"key":"clustername","value":"S1-AZ1"}])"));
  CHECK(outcome(replacement("serviceenginegroup", group)) == "200");
  CHECK(broken().empty());
  group = read_by_name("serviceenginegroup", "S1-AZ1-SE-Group");
  group.set("max_se", 3);
  CHECK(outcome(replacement("serviceenginegroup", group)) == "200");
  CHECK(rules_of(peer.violations()) == lines{"I1"});
}

TEST_CASE_METHOD(judged_site, "I1: objects of others are left alone, and own ones bear a mark",
                 "[avi][sim]") {
  const auto uuid = peer.make("pool", json::value::of({{"name", "S1-AZ1--theirs"}}), now);
  CHECK(outcome(wire::remove("pool", uuid)) == "204");
  CHECK(rules_of(peer.violations()) == lines{"I1"});
  get(creation("pool", json::value::of({{"name", "S1-AZ1--bare"}})));
  CHECK(rules_of(peer.violations()) == lines{"I1", "I1"});
  get(creation("vsvip", vsvip_named("S1-AZ1--web")));
  CHECK(peer.violations().size() == 2);
}

TEST_CASE_METHOD(judged_site, "I3: what no virtual service of the cluster needs dangles at rest",
                 "[avi][sim]") {
  get(creation("vsvip", vsvip_named("S1-AZ1--web")));
  get(creation("vsvip", vsvip_named("S1-AZ1--Shared-L7-0")));
  CHECK(rules_of(peer.violations_at_rest()) == lines{"I3"});
  get(creation("virtualservice", service_named("S1-AZ1--web", "S1-AZ1--web")));
  CHECK(peer.violations_at_rest().empty());
}

TEST_CASE_METHOD(judged_site, "I4: a request without version or tenant is noted", "[avi][sim]") {
  auto asked = request_of(wire::ask_cluster());
  std::erase_if(asked.fields, [](const auto& one) { return one.first.starts_with("X-Avi"); });
  CHECK(send(asked).status == 200);
  CHECK(rules_of(peer.violations()) == lines{"I4", "I4"});
}

TEST_CASE_METHOD(judged_site, "I5: two writes of one object never overlap", "[avi][sim]") {
  const auto made = get(creation("pool", pool_named("S1-AZ1--web")));
  auto body = made;
  body.erase("_last_modified");
  const auto begin = [&](const std::string& words) {
    body.set("description", words);
    auto asked = request_of(replacement("pool", body));
    asked.fields.emplace_back("Host", host);
    return peer.receive(0, asked, now).ticket;
  };
  const auto first = begin("one");
  CHECK(peer.violations().empty());
  const auto second = begin("two");
  CHECK(rules_of(peer.violations()) == lines{"I5"});
  peer.finished(first, now);
  peer.finished(second, now);
  begin("three");
  CHECK(peer.violations().size() == 1);
  CHECK(peer.seen().most_at_once == 2);
  CHECK(peer.seen().most_per_session == 2);
}

TEST_CASE_METHOD(judged_site, "I6: a write without any change is noted and counted", "[avi][sim]") {
  CHECK(write_vrf([](json::value&) {}) == lines{"I6"});
  CHECK(peer.seen().noop_writes == 1);
  CHECK(peer.transactions().back().changed == false);
}

TEST_CASE_METHOD(judged_site, "A18: who shares a VRF is judged by its own cluster", "[avi][sim]") {
  peer.add_user({"other", "secret", "site2"});
  const auto out = log_in_as("other", "secret");
  session = wire::read_grant(out.status, out.fields, out.body).value().held;
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).erase(routes_in(body).begin() + 1);
        }).empty());
  CHECK(write_vrf([](json::value& body) { routes_in(body).pop_back(); }) == lines{"I1"});
}

TEST_CASE_METHOD(judged_site, "A30: members that nobody knows survive a write as it was read",
                 "[avi][sim]") {
  peer.settings.extra_members = true;
  peer.settings.numbers_as_text = true;
  CHECK(write_vrf([](json::value& body) {
          routes_in(body).push_back(route("S1-AZ1-b", "10.1.2.0", "10.10.24.2", "S1-AZ1"));
        }).empty());
  CHECK(peer.find("vrfcontext", "VRF_AZ1")->body.int_at({"bgp_profile", "local_as"}, 0) == 65000);
}

TEST_CASE_METHOD(judged_site, "an administrator is judged by nobody, and what changed is on record",
                 "[avi][sim]") {
  const auto uuid = uuid_of("vrfcontext", "VRF_AZ1");
  CHECK(peer.edit(
    "vrfcontext", "VRF_AZ1", [](json::value& body) { body.erase("static_routes"); }, now));
  CHECK(peer.violations().empty());
  CHECK(peer.transactions().back().who == sim::by_administrator);
  CHECK(peer.transactions().back().members == lines{"static_routes"});
  CHECK(peer.history(uuid).size() == 2);
  const auto whole = peer.dump();
  sim::core other;
  CHECK(other.load(whole).empty());
  CHECK(other.dump() == whole);
  CHECK_FALSE(other.load(json::object{}).empty());
}

} // namespace weft::avi::testing
