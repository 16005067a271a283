#include "tests/contract/aci/visitor.hpp"

namespace weft::aci::contract {

namespace {

using way = sim::disturbance::way;

sim::disturbance rude(way how) {
  sim::disturbance out;
  out.how = how;
  out.part = "/api/mo/";
  return out;
}

void log_in_grants(peer& with) {
  visitor one{with};
  one.log_in();
  CHECK_FALSE(one.token.empty());
  CHECK(one.outcome(ask_version()) == "200");
  CHECK(read_version(one.read(ask_version())) == "6.0(9c)");
}

void one_cookie(peer& with) {
  visitor one{with};
  one.log_in();
  one.listen();
  one.hear(1);
  one.ask(subscribe({"T", "O"}, 600s));
  one.ask(one.post("A"));
  one.ask(refresh_session());
  with.with([&](sim::core& apic, sim::instant) {
    for (const auto& asked : apic.requests()) {
      const bool login = asked.target == "/api/aaaLogin.json";
      const bool socket = asked.target.starts_with("/socket");
      CHECK((socket || asked.cookies == (login ? "" : "APIC-cookie=" + one.token)));
    }
    CHECK(apic.seen().doubled_cookies == 0);
  });
}

void raw_brackets(peer& with) {
  visitor one{with};
  one.log_in();
  const std::string eepg = "uni/tn-T/out-O/instP-A";
  for (const std::string prefix : {"10.244.1.5/32", "2001:db8::1/128"}) {
    CHECK(one.outcome(one.post("A", R"({"l3extSubnet":{"attributes":{"ip":")" + prefix + R"("}}})"))
          == "200");
    const auto dn = eepg + "/extsubnet-[" + prefix + "]";
    CHECK(one.has(dn));
    request gone;
    gone.what = request::verb::remove;
    gone.dn = dn;
    CHECK(one.outcome(call_of(gone)) == "200");
    CHECK_FALSE(one.has(dn));
    with.with([&](sim::core& apic, sim::instant) {
      CHECK(apic.requests().back().target == "/api/mo/" + dn + ".json");
    });
  }
}

void body_as_it_is(peer& with) {
  visitor one{with};
  one.log_in();
  const auto made
    = one.post("A", R"({"l3extSubnet":{"attributes":{"ip":"10.1.1.1/32","descr":"a\\b"}}})");
  CHECK(one.outcome(made) == "200");
  with.with([&](sim::core& apic, sim::instant) {
    CHECK(apic.requests().back().body == made.body);
    CHECK(apic.requests().back().method == "POST");
  });
}

void large_batch(peer& with) {
  visitor one{with};
  one.log_in();
  std::string children;
  for (int i = 0; i < 500; ++i)
    children += (i > 0 ? "," : "") + std::string{R"({"l3extSubnet":{"attributes":{"ip":"10.1.)"}
                + std::to_string(i / 250) + "." + std::to_string(i % 250) + R"(/32"}}})";
  CHECK(one.outcome(one.post("A", children)) == "200");
  CHECK(one.read(read_out({"T", "O"})).objects.size() == 503);
  with.with([](sim::core& apic, sim::instant) { CHECK(apic.seen().commits == 1); });
}

void marked_in_pages(peer& with) {
  visitor one{with};
  one.log_in();
  for (const auto* name : {"A", "B", "C"})
    one.ask(one.post(name));
  const auto first = one.read(find_marked("l3extInstP", marker, 0, 2));
  const auto second = one.read(find_marked("l3extInstP", marker, 1, 2));
  CHECK(first.total == 3);
  REQUIRE(first.objects.size() == 2);
  REQUIRE(second.objects.size() == 1);
  CHECK(first.objects[0].text("name") == "A");
  CHECK(second.objects[0].text("name") == "C");
}

void wrong_password(peer& with) {
  with.with([](sim::core& apic, sim::instant) { apic.add_user({"weft", "other", {}, false}); });
  visitor one{with};
  const auto got = one.wait_for([&](auto done) { one.io.log_in(0, 30s, std::move(done)); }).value();
  CHECK(got.status == 401);
  CHECK(got.body.find("secret") == std::string::npos);
}

void every_status_is_an_answer(peer& with) {
  visitor one{with};
  one.log_in();
  for (const int status : {400, 403, 404, 413, 500, 502, 503}) {
    auto page = rude(way::say);
    page.status = status;
    one.inject(page);
    const auto got = one.ask(one.post("A")).value();
    CHECK(got.status == status);
    CHECK(got.body.find("<html>") == 0);
  }
  CHECK_FALSE(one.has("uni/tn-T/out-O/instP-A"));
}

void lost_answers(peer& with) {
  visitor one{with};
  one.log_in();
  one.inject(rude(way::reset_before));
  CHECK(one.outcome(one.post("A")) == "unreachable");
  CHECK_FALSE(one.has("uni/tn-T/out-O/instP-A"));
  one.inject(rude(way::reset_after));
  CHECK(one.outcome(one.post("A")) == "unreachable");
  CHECK(one.has("uni/tn-T/out-O/instP-A"));
  one.inject(rude(way::cut_off));
  CHECK(one.outcome(one.post("B")) == "unreachable");
  CHECK(one.has("uni/tn-T/out-O/instP-B"));
  with.with([](sim::core& apic, sim::instant) { CHECK(apic.seen().posts == 2); });
  CHECK(one.outcome(one.post("B")) == "200");
}

void slow_answers(peer& with) {
  visitor one{with};
  one.log_in();
  one.inject(rude(way::trickle));
  CHECK(one.read(read_out({"T", "O"})).objects.size() == 2);
  auto late = rude(way::slow);
  late.latency = 20ms;
  one.inject(late);
  CHECK(one.outcome(read_out({"T", "O"})) == "200");
  one.inject(rude(way::hang));
  CHECK(one.outcome(one.post("A"), 50ms) == "unreachable");
}

void faults_name_the_exchange(peer& with) {
  visitor one{with};
  one.log_in();
  one.inject(rude(way::reset_before));
  auto marked = read_out({"T", "O"});
  const auto got = one.ask({"POST", marked.target, "{}"});
  REQUIRE_FALSE(got);
  CHECK(got.error().where == "apic POST /api/mo/uni/tn-T/out-O.json");
  CHECK(to_string(got.error()).find(one.token) == std::string::npos);
}

void lapsed_token(peer& with) {
  visitor one{with};
  one.log_in();
  with.advance(599s);
  CHECK(one.outcome(ask_version()) == "200");
  with.advance(2s);
  CHECK(one.outcome(ask_version()) == "403");
  one.log_in();
  CHECK(one.outcome(ask_version()) == "200");
}

void other_node(peer& with) {
  visitor one{with};
  one.log_in();
  one.ask(one.post("A"));
  with.set_up(0, false);
  CHECK(one.outcome(ask_version()) == "unreachable");
  one.node = 1;
  CHECK(one.outcome(ask_version()) == "403");
  one.log_in();
  CHECK(one.read(read_out({"T", "O"})).objects.size() == 3);
  with.set_up(0, true);
  one.node = 0;
  CHECK(one.outcome(ask_version()) == "403");
}

void signing(peer& with) {
  visitor one{with, true};
  CHECK(one.io.signs());
  CHECK(one.outcome(one.post("A", R"({"l3extSubnet":{"attributes":{"ip":"10.1.1.1/32"}}})"))
        == "200");
  CHECK(one.outcome(find_marked("l3extInstP", marker, 0, 500)) == "200");
  one.token = read_web_token(one.read(ask_web_token())).value();
  one.listen();
  one.hear(1);
  CHECK(one.outcome(subscribe({"T", "O"}, 600s)) == "200");
  one.edit(one.post("B"));
  CHECK(one.hear(2)[1].find("instP-B") != std::string::npos);
  with.with([](sim::core& apic, sim::instant) {
    CHECK(apic.seen().logins == 0);
    CHECK(apic.seen().unauthenticated == 0);
    for (const auto& asked : apic.requests())
      CHECK(asked.cookies.find("APIC-Request-Signature=") == 0);
  });
}

} // namespace

void add_request_cases(std::vector<contract_case>& to) {
  to.insert(to.end(),
            {{"a log-in grants a token that opens what follows", log_in_grants},
             {"every request carries one cookie, and a log-in none", one_cookie},
             {"brackets travel as they are", raw_brackets},
             {"a body arrives byte for byte", body_as_it_is},
             {"a batch of five hundred is one commit", large_batch},
             {"what is marked is found page by page", marked_in_pages},
             {"a wrong password is an answer of 401", wrong_password},
             {"every status is an answer, web pages included", every_status_is_an_answer},
             {"a lost answer is unreachable, and nothing is sent twice", lost_answers},
             {"an answer may take its time, up to the deadline", slow_answers},
             {"a fault names its exchange and no secret", faults_name_the_exchange},
             {"a token lapses and a log-in gives another", lapsed_token},
             {"a node that is down is left for another one with the same tree", other_node},
             {"who signs needs no log-in and hears events as well", signing}});
}

const std::vector<contract_case>& apic_cases() {
  static const auto all = [] {
    std::vector<contract_case> out;
    add_request_cases(out);
    add_socket_cases(out);
    return out;
  }();
  return all;
}

void furnish(sim::core& apic, sim::instant now) {
  apic.add_user({"weft", "secret", {}, false});
  apic.add_user({"robot", "", {{"robot.crt", robot().certificate_pem}}, false});
  apic.make_out("T", "O", now);
  apic.settings.housekeeping = false;
  apic.settings.logins_per_second = 0;
}

const signing_identity& robot() {
  static const auto made = make_signing_identity("robot");
  return made;
}

credential password_credential() {
  return {"weft", {}, "secret", {}, {}};
}

credential signing_credential() {
  return {"robot", {}, {}, robot().key_pem, "uni/userext/user-robot/usercert-robot.crt"};
}

} // namespace weft::aci::contract
