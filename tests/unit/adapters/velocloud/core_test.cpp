#include "adapters/velocloud/core.hpp"
#include "tests/printing.hpp"

#include <set>

using namespace weft;
using namespace weft::velocloud;
using namespace std::chrono_literals;
using json::value;

namespace {

constexpr const char* update = "configuration/updateConfigurationModule";
constexpr const char* read_rows = "configuration/getConfigurationModules";

/// A core and somebody who calls it by hand.
struct peer {
  sim::core vco;
  sim::instant now{std::chrono::milliseconds{1'800'000'000'000}};

  sim::reply send(const std::string& method, const value& params,
                  const std::string& token = sim::demo_token, std::uint64_t connection = 1) {
    net::http_request what{"POST", "/portal/rest/" + method, {}, json::write(params)};
    what.fields.emplace_back("Authorization", "Token " + token);
    return vco.receive(what, connection, now);
  }

  net::http_response call(const std::string& method, const value& params,
                          const std::string& token = sim::demo_token,
                          std::uint64_t connection = 1) {
    const auto out = send(method, params, token, connection);
    vco.finished(out.ticket);
    return out.what;
  }

  value read(std::int64_t profile, std::uint64_t connection = 1) {
    auto out = call(read_rows,
                    value::of({{"configurationId", profile}, {"modules", value::list({"QOS"})}}),
                    sim::demo_token, connection);
    return json::parse(out.body).value().as_array()->at(0);
  }

  net::http_response write(std::int64_t module, const value& data, std::uint64_t connection = 1) {
    return call(
      update,
      value::of({{"id", module}, {"_update", value::of({{"name", "QOS"}, {"data", data}})}}),
      sim::demo_token, connection);
  }
};

value& rules_of(value& data) {
  for (auto& segment : *data.find("segments")->as_array())
    if (segment.find_path({"segment", "segmentId"})->int_or(-1) == 0)
      return *segment.find("rules");
  throw std::logic_error("no global segment");
}

void add_rule(value& data, std::string_view name) {
  auto& rules = *rules_of(data).as_array();
  rules.insert(rules.begin(), sim::make_rule(name));
}

void drop_rule(value& data, std::string_view name) {
  std::erase_if(*rules_of(data).as_array(),
                [&](const value& rule) { return rule.find("name")->text_or("") == name; });
}

std::string message_of(const net::http_response& answer) {
  return std::string{json::parse(answer.body).value().text_at({"error", "message"})};
}

} // namespace

TEST_CASE_METHOD(peer, "a written document is read back as it was, under a risen version",
                 "[velocloud]") {
  auto row = read(sim::quick_start);
  const auto before = std::string{row.find("version")->text_or("")};
  auto data = *row.find("data");
  add_rule(data, "velokube1");
  CHECK(write(sim::quick_start_qos, data).body == R"({"rows":1})");
  const auto after = read(sim::quick_start);
  CHECK(*after.find("data") == data);
  CHECK(after.find("version")->text_or("") > before);
  CHECK(vco.rule_names(sim::quick_start).front() == "velokube1");
  CHECK(vco.journal().back().added == std::vector<std::string>{"velokube1"});
  CHECK(vco.find_profile(sim::quick_start)->version == vco.journal().back().version);
}

TEST_CASE_METHOD(peer, "writing equal data is a no-op write and still a new version",
                 "[velocloud]") {
  const auto row = read(sim::quick_start);
  write(sim::quick_start_qos, *row.find("data"));
  CHECK(vco.seen().noop_writes == 1);
  CHECK(read(sim::quick_start).find("version")->text_or("") != row.find("version")->text_or(""));
}

TEST_CASE_METHOD(peer, "a write that undoes somebody else's unseen edit is a lost update",
                 "[velocloud]") {
  auto mine = *read(sim::quick_start, 1).find("data");
  auto theirs = *read(sim::quick_start, 2).find("data");
  add_rule(theirs, "theirs");
  write(sim::quick_start_qos, theirs, 2);
  add_rule(mine, "mine");
  write(sim::quick_start_qos, mine, 1);
  CHECK(vco.seen().lost_updates == 1);
  CHECK(vco.journal().back().removed == std::vector<std::string>{"theirs"});
}

TEST_CASE_METHOD(peer, "removing a rule that the author has read is no lost update",
                 "[velocloud]") {
  vco.human_edit(
    sim::quick_start_qos, [](value& data) { add_rule(data, "human"); }, now);
  auto data = *read(sim::quick_start).find("data");
  drop_rule(data, "human");
  write(sim::quick_start_qos, data);
  CHECK(vco.seen().lost_updates == 0);
}

TEST_CASE_METHOD(peer, "a change right after a read is invisible to it and moves the version",
                 "[velocloud]") {
  vco.on_next_read(sim::quick_start_qos, [](value& data) { drop_rule(data, "gäste-wlan"); });
  auto seen = read(sim::quick_start);
  CHECK(vco.rule_names(sim::quick_start).size() == 2);
  CHECK(read(sim::quick_start).find("version")->text_or("") > seen.find("version")->text_or(""));
  write(sim::quick_start_qos, *seen.find("data"));
  CHECK(vco.seen().lost_updates == 0); // it had read again meanwhile
}

TEST_CASE_METHOD(peer, "a removal undone by somebody who has not seen it is a lost update",
                 "[velocloud]") {
  vco.on_next_read(sim::quick_start_qos, [](value& data) { drop_rule(data, "gäste-wlan"); });
  const auto seen = read(sim::quick_start);
  write(sim::quick_start_qos, *seen.find("data"));
  CHECK(vco.seen().lost_updates == 1);
}

TEST_CASE_METHOD(peer, "a strict server applies nothing of a document with one bad rule",
                 "[velocloud]") {
  auto data = *read(sim::quick_start).find("data");
  add_rule(data, "bad");
  auto& rule = rules_of(data).as_array()->front();
  SECTION("port") {
    rule["match"].set("dport_low", 70000);
  }
  SECTION("ports in the wrong order") {
    rule["match"].set("dport_low", 9);
    rule["match"].set("dport_high", 8);
  }
  SECTION("class") {
    rule["action"]["QoS"].set("type", "Realtime");
  }
  SECTION("priority") {
    rule["action"]["QoS"]["txScheduler"].set("priority", "urgent");
  }
  SECTION("cap") {
    rule["action"]["QoS"]["rxScheduler"].set("bandwidthCapPct", 101);
  }
  SECTION("link") {
    rule["action"]["edge2CloudRouteAction"].set("linkPolicy", "mandatory");
  }
  SECTION("group") {
    rule["action"]["edge2EdgeRouteAction"].set("serviceGroup", "LTE");
  }
  const auto answer = write(sim::quick_start_qos, data);
  CHECK(answer.status == 400);
  CHECK_THAT(message_of(answer), Catch::StartsWith("rule [bad]"));
  CHECK(vco.seen().writes == 0);
  CHECK(vco.rule_names(sim::quick_start).size() == 3);
}

TEST_CASE_METHOD(peer, "a document without its required parts is refused", "[velocloud]") {
  const auto text
    = GENERATE(Catch::Generators::as<std::string>{}, R"({})", R"({"segments":[]})",
               R"({"segments":[{"rules":[],"segment":{}}]})",
               R"({"segments":[{"rules":[{"name":""}],"segment":{},"webProxy":{}}]})");
  CHECK(write(sim::quick_start_qos, json::parse(text).value()).status == 400);
  CHECK(vco.seen().refused_writes == 1);
}

TEST_CASE_METHOD(peer, "regenerated ids are unique, and known ones stay", "[velocloud]") {
  vco.settings.ids = sim::rule_ids::regenerate;
  auto data = *read(sim::quick_start).find("data");
  const auto known = *vco.rule(sim::quick_start, "Box for everybody")->find("ruleLogicalId");
  add_rule(data, "twin");
  rules_of(data).as_array()->front().set("ruleLogicalId", known);
  write(sim::quick_start_qos, data);
  std::set<std::string> ids;
  for (const auto& rule : vco.rules(sim::quick_start))
    ids.insert(*rule.find("ruleLogicalId")->as_string());
  CHECK(ids.size() == 4);
  write(sim::quick_start_qos, *read(sim::quick_start).find("data"));
  for (const auto& rule : vco.rules(sim::quick_start))
    CHECK(ids.contains(*rule.find("ruleLogicalId")->as_string()));
}

TEST_CASE_METHOD(peer, "dropped ids vanish from rules and stay on defaults", "[velocloud]") {
  vco = sim::core{1, {true, true, false}};
  vco.settings.ids = sim::rule_ids::drop;
  write(sim::quick_start_qos, *read(sim::quick_start).find("data"));
  for (const auto& rule : vco.rules(sim::quick_start))
    CHECK_FALSE(rule.find("ruleLogicalId"));
  CHECK_THAT(json::write(read(sim::quick_start)), Catch::Contains("d1f1c0de-"));
}

TEST_CASE_METHOD(peer, "the limiter closes for five seconds, and again when it is called meanwhile",
                 "[velocloud]") {
  vco.settings.limit.calls = 2;
  const auto probe = [&] { return call("enterprise/getEnterprise", value::of({})).status; };
  CHECK(probe() == 200);
  CHECK(probe() == 200);
  CHECK(probe() == 429);
  now += 4s;
  CHECK(probe() == 429);
  now += 4s;
  CHECK(probe() == 429);
  now += 5s;
  CHECK(probe() == 200);
  CHECK(vco.seen().throttled == 3);
  CHECK(vco.seen().calls_in_penalty == 2);
}

TEST_CASE_METHOD(peer, "calls at once are counted until their answers have left", "[velocloud]") {
  vco.settings.limit.at_once = 1;
  const auto first = send("enterprise/getEnterprise", value::of({}));
  CHECK(call("enterprise/getEnterprise", value::of({}), sim::reader_token).status == 200);
  CHECK(call("enterprise/getEnterprise", value::of({})).status == 429);
  vco.finished(first.ticket);
  now += 6s;
  CHECK(call("enterprise/getEnterprise", value::of({})).status == 200);
}

TEST_CASE_METHOD(peer, "two writes of one module under way at once are seen", "[velocloud]") {
  const auto data = *read(sim::quick_start).find("data");
  const auto params
    = value::of({{"id", sim::quick_start_qos}, {"_update", value::of({{"data", data}})}});
  const auto first = send(update, params);
  CHECK(vco.seen().most_writes_in_flight == 1);
  send(update, params);
  CHECK(vco.seen().most_writes_in_flight == 2);
}

TEST_CASE_METHOD(peer, "who may not is told which privilege is missing", "[velocloud]") {
  const auto data = *read(sim::quick_start).find("data");
  const auto answer = call(
    update, value::of({{"id", sim::quick_start_qos}, {"_update", value::of({{"data", data}})}}),
    sim::reader_token);
  CHECK(answer.status == 400);
  CHECK_THAT(message_of(answer), Catch::Contains("UPDATE ENTERPRISE_PROFILE"));
  CHECK(call("enterprise/getEnterprise", value::of({}), sim::operator_token).status == 400);
  CHECK(
    call("enterprise/getEnterprise", value::of({{"enterpriseId", 1}}), sim::operator_token).status
    == 200);
  CHECK(call("enterprise/getEnterprise", value::of({{"enterpriseId", 2}})).status == 400);
}

TEST_CASE_METHOD(peer, "a token is good until it is rotated, and its successor from then on",
                 "[velocloud]") {
  vco.rotate_token(sim::demo_token, "fresh", now + 60s);
  const auto words = [&](const std::string& token) {
    return message_of(call("enterprise/getEnterprise", value::of({}), token));
  };
  CHECK(words(sim::demo_token).empty());
  CHECK_THAT(words("fresh"), Catch::Contains("tokenError"));
  now += 60s;
  CHECK_THAT(words(sim::demo_token), Catch::Contains("tokenError"));
  CHECK(words("fresh").empty());
}

TEST_CASE_METHOD(peer, "a log-in is told by its cookie alone, and ends with the log-out",
                 "[velocloud]") {
  const auto log_in = [&](const std::string& password) {
    return vco
      .receive({"POST",
                "/portal/rest/login/enterpriseLogin",
                {},
                json::write(value::of({{"username", sim::demo_user}, {"password", password}}))},
               1, now)
      .what;
  };
  const auto bad = log_in("wrong");
  const auto good = log_in(sim::demo_password);
  CHECK(bad.status == 302);
  CHECK(good.status == 302);
  CHECK_THAT(std::string{net::find(bad.fields, "Set-Cookie")},
             Catch::StartsWith("velocloud.session=;"));
  const auto shown = std::string{net::find(good.fields, "Set-Cookie")};
  const auto cookie = shown.substr(0, shown.find(';'));
  const auto probe = [&] {
    return message_of(vco
                        .receive({"POST",
                                  "/portal/rest/enterprise/getEnterprise",
                                  {{"Cookie", "theme=dark; " + cookie}},
                                  "{}"},
                                 1, now)
                        .what);
  };
  CHECK(probe().empty());
  CHECK(vco.receive({"GET", "/logout", {{"Cookie", cookie}}, ""}, 1, now).what.status == 302);
  CHECK_THAT(probe(), Catch::Contains("tokenError"));
}

TEST_CASE_METHOD(peer, "JSON-RPC carries the same results and errors", "[velocloud]") {
  const auto rpc = [&](const std::string& method, const value& params) {
    const auto out
      = vco.receive({"POST",
                     "/portal/",
                     {{"Authorization", std::string{"Token "} + sim::demo_token}},
                     json::write(value::of(
                       {{"jsonrpc", "2.0"}, {"id", "7"}, {"method", method}, {"params", params}}))},
                    1, now);
    return std::pair{out.what.status, json::parse(out.what.body).value()};
  };
  const auto [status, body] = rpc("enterprise/getEnterprise", value::of({}));
  CHECK(body.find_path({"result", "id"})->int_or(0) == 1);
  CHECK(body.find("id")->text_or("") == "7");
  CHECK(rpc("no/such", value::of({})).first == 404);
  CHECK(rpc(update, value::of({{"id", 5}})).second.find_path({"result", "rows"})->int_or(1) == 0);
  vco.settings.rpc_errors_at_200 = true;
  CHECK(rpc("no/such", value::of({})).first == 200);
}

TEST_CASE_METHOD(peer, "an injected fault strikes its method, as often as asked, then no more",
                 "[velocloud]") {
  const auto data = *read(sim::quick_start).find("data");
  const auto params
    = value::of({{"id", sim::quick_start_qos}, {"_update", value::of({{"data", data}})}});
  vco.inject(update, sim::misbehaviour::reset_before_apply);
  vco.inject(update, sim::misbehaviour::reset_after_apply);
  vco.inject("*", sim::misbehaviour::http500);
  CHECK(send(update, params).how == sim::reply::way::reset);
  CHECK(vco.seen().writes == 0);
  CHECK(send(update, params).how == sim::reply::way::reset);
  CHECK(vco.seen().writes == 1);
  CHECK(call("enterprise/getEnterprise", value::of({})).status == 500);
  CHECK(call("enterprise/getEnterprise", value::of({})).status == 200);
}

TEST_CASE_METHOD(peer, "fixture, probes and odd corners are as the reference says", "[velocloud]") {
  const auto list
    = json::parse(call("enterprise/getEnterpriseConfigurationsPolicies", value::of({})).body)
        .value();
  CHECK(list.as_array()->size() == 4);
  const auto probe = call(
    read_rows,
    value::of({{"configurationId", 101}, {"modules", value::list({"QOS"})}, {"noData", true}}));
  CHECK_THAT(probe.body, !Catch::Contains("\"data\"") && Catch::Contains("\"version\""));
  vco.settings.probes_without_version = true;
  CHECK_THAT(call(read_rows, value::of({{"configurationId", 101}, {"noData", true}})).body,
             !Catch::Contains("\"version\""));
  CHECK(call(read_rows, value::of({{"configurationId", 104}})).body == "[]");
  CHECK(call(read_rows, value::of({{"configurationId", 999}})).status == 400);
  CHECK(vco.receive({"GET", "/portal/rest/enterprise/getEnterprise", {}, ""}, 1, now).what.status
        == 404);
  CHECK_THAT(vco.receive({"GET", "/", {}, ""}, 1, now).what.body, Catch::StartsWith("<!DOCTYPE"));
  const auto made
    = call("configuration/insertConfigurationModule",
           value::of({{"configurationId", 104}, {"name", "QOS"}, {"data", sim::make_qos()}}));
  CHECK(made.body == R"({"id":1041})");
  CHECK(vco.seen().probes == 2);
  vco.settings.max_body_bytes = 10;
  CHECK(call("enterprise/getEnterprise", value::of({{"with", "more than ten"}})).status == 413);
}

TEST_CASE_METHOD(peer, "the audit log tells writes of modules as the product does, newest first",
                 "[velocloud]") {
  const auto rows = [this](const value& params) {
    return json::parse(call("event/getEnterpriseEvents", params).body).value();
  };
  write(sim::quick_start_qos, *read(sim::quick_start).find("data"));
  now += 90s + 250ms;
  vco.human_edit(
    sim::branch_gold_qos, [](value& data) { add_rule(data, "human"); }, now);
  const auto all = rows(value::of({}));
  CHECK(json::write(*all.find("metaData")) == R"({"limit":2048,"more":false})");
  REQUIRE(all.find("data")->as_array()->size() == 2);
  const auto& newest = all.find("data")->as_array()->front();
  CHECK(json::write(newest)
        == R"({"id":2,"eventTime":"2027-01-15T08:01:30.000Z","event":"EDIT_PROFILE",)"
           R"("category":"USER","severity":"INFO",)"
           R"("message":"profile [Branch Gold] updated module [QOS]",)"
           R"("detail":"{\"moduleId\":1021}","enterpriseUsername":"human","edgeName":null})");
  CHECK(all.find("data")->as_array()->back().find("enterpriseUsername")->text_or("")
        == sim::demo_user);
}

TEST_CASE_METHOD(peer, "the audit log is cut by interval and limit, and shown to whom it may be",
                 "[velocloud]") {
  const auto ask = [this](const char* params) {
    return call("event/getEnterpriseEvents", json::parse(params).value());
  };
  const auto count = [&ask](const char* params) {
    return json::parse(ask(params).body).value().find("data")->as_array()->size();
  };
  for (int i = 0; i < 3; ++i) {
    vco.human_edit(
      sim::quick_start_qos, [](value& data) { add_rule(data, "human"); }, now);
    now += 60s;
  }
  CHECK(count(R"({"interval":{"start":"2027-01-15T08:01:00.000Z"}})") == 2);
  CHECK(count(R"({"interval":{"start":1800000000000,"end":1800000060000}})") == 2);
  CHECK(count(R"({"interval":{"start":"2027-01-15T08:03:00Z"}})") == 0);
  const auto cut = json::parse(ask(R"({"filter":{"limit":2}})").body).value();
  CHECK(cut.find("data")->as_array()->size() == 2);
  CHECK(*cut.find_path({"metaData", "more"})->as_bool());
  CHECK(ask(R"({"interval":{}})").status == 400);
  vco.settings.audit_readable = false;
  CHECK_THAT(message_of(ask("{}")), Catch::Contains("privilege"));
}
