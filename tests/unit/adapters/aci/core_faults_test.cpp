#include "tests/unit/adapters/aci/core_site.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

struct rude_site : core_site {
  using way = sim::disturbance::way;

  rude_site() { log_in(); }

  sim::reply write(const std::string& name) {
    net::http_request asked{
      "POST", "/api/mo/uni/tn-T/out-O.json", {{"Cookie", "APIC-cookie=" + token}}, eepg(name)};
    return apic.receive(0, asked, now);
  }

  void inject(way how, std::size_t times = 1, std::size_t every = 1) {
    sim::disturbance what;
    what.how = how;
    what.method = "POST";
    what.part = "out-O";
    what.times = times;
    what.every = every;
    apic.inject(what);
  }

  bool has(const std::string& name) {
    return apic.tree().find("uni/tn-T/out-O/instP-" + name) != nullptr;
  }
};

using going = sim::reply::way;

} // namespace

TEST_CASE_METHOD(rude_site, "an answer may be lost before or after the write is done",
                 "[aci][sim]") {
  inject(way::reset_before);
  CHECK(write("A").how == going::reset);
  CHECK_FALSE(has("A"));
  inject(way::reset_after);
  CHECK(write("A").how == going::reset);
  CHECK(has("A"));
  inject(way::hang);
  CHECK(write("B").how == going::hang);
  CHECK_FALSE(has("B"));
  inject(way::cut_off);
  CHECK(write("B").how == going::cut_off);
  CHECK(has("B"));
  inject(way::trickle);
  CHECK(write("C").how == going::trickle);
  CHECK(has("C"));
}

TEST_CASE_METHOD(rude_site, "an answer may be a web page or a word of the APIC's", "[aci][sim]") {
  inject(way::say);
  const auto page = read(write("A").what);
  REQUIRE_FALSE(page);
  CHECK(page.error().kind == setback::unavailable);
  sim::disturbance said;
  said.status = 400;
  said.code = "801";
  said.text = "property name failed validation";
  apic.inject(said);
  const auto word = read(write("A").what);
  REQUIRE_FALSE(word);
  CHECK(word.error().kind == setback::permanent);
  CHECK(read(write("A").what));
}

TEST_CASE_METHOD(rude_site, "what is injected hits so many, or each n-th, until it is withdrawn",
                 "[aci][sim]") {
  inject(way::say, 0, 3);
  std::string heard;
  for (int i = 0; i < 7; ++i)
    heard += write("E" + std::to_string(i)).what.status == 200 ? '.' : 'x';
  CHECK(heard == "..x..x.");
  apic.relent();
  CHECK(write("A").what.status == 200);
  CHECK(send(ask_version()).status == 200);
}

TEST_CASE_METHOD(rude_site, "one child that is refused takes its batch with it", "[aci][sim]") {
  apic.settings.reject = [](std::string_view dn) {
    return dn.find("10.1.1.2") == dn.npos ? std::string{} : std::string{"not this one"};
  };
  const auto body = eepg("apps", subnet("10.1.1.1/32") + "," + subnet("10.1.1.2/32"));
  CHECK(objection_in(post("uni/tn-T/out-O", body)) == "801 not this one");
  CHECK_FALSE(has("apps"));
  CHECK(post("uni/tn-T/out-O", eepg("apps", subnet("10.1.1.1/32"))).status == 200);
}

TEST_CASE_METHOD(rude_site, "an APIC is unavailable for a while, for each n-th, or for the greedy",
                 "[aci][sim]") {
  auto& how = apic.settings;
  how.unavailable_until = now + 60s;
  CHECK(write("A").what.status == 503);
  pass(60s);
  CHECK(write("A").what.status == 200);
  how.unavailable_every = 2;
  CHECK(write("B").what.status + write("B").what.status == 703);
  how.unavailable_every = 0;
  pass(1s);
  how.requests_per_second = 2;
  CHECK(write("C").what.status == 200);
  CHECK(write("D").what.status == 200);
  const auto third = write("E").what;
  CHECK(third.status == 503);
  CHECK(net::find(third.fields, "Retry-After").empty());
  CHECK(apic.seen().throttled == 1);
}

TEST_CASE_METHOD(rude_site, "a body over the limit of the web server is 413", "[aci][sim]") {
  apic.settings.max_body_bytes = 150;
  CHECK(write("A").what.status == 200);
  const auto large = read(post("uni/tn-T/out-O", eepg("B", subnet("10.1.1.1/32"))));
  REQUIRE_FALSE(large);
  CHECK(large.error().kind == setback::body_too_large);
}

TEST_CASE_METHOD(rude_site, "tokens become invalid while the socket lives on", "[aci][sim]") {
  REQUIRE(open_socket() != 0);
  apic.invalidate_tokens();
  CHECK(send(ask_version()).status == 403);
  CHECK(apic.live_sockets() == 1);
  pass(1s);
  log_in();
  CHECK(send(ask_version()).status == 200);
}

TEST_CASE_METHOD(rude_site, "a refresh may be refused", "[aci][sim]") {
  apic.settings.refuse_refresh = true;
  CHECK(send(refresh_session()).status == 403);
}

TEST_CASE_METHOD(rude_site, "a refresh may be answered under its own class", "[aci][sim]") {
  apic.settings.refresh_class = "aaaRefresh";
  CHECK(read_grant(read(send(refresh_session())).value()));
}

TEST_CASE_METHOD(rude_site, "a node that is down answers nobody and forgets its sessions",
                 "[aci][sim]") {
  REQUIRE(open_socket() != 0);
  apic.set_up(0, false, now);
  CHECK(write("A").how == going::absent);
  const auto out = pass(0ms);
  REQUIRE(out.size() == 1);
  CHECK(out[0].what == sim::delivery::kind::drop);
  const auto old = token;
  pass(1s);
  log_in(1);
  CHECK(send(ask_version(), {}, 1).status == 200);
  CHECK(apic.edit("POST", "uni/tn-T/out-O", eepg("B"), now).status == 200);
  CHECK(has("B"));
  apic.set_up(0, true, now);
  token = old;
  CHECK(send(ask_version()).status == 403);
}

TEST_CASE_METHOD(rude_site, "every request is on record, with its cookies and what came of it",
                 "[aci][sim]") {
  write("A");
  const auto& last = apic.requests().back();
  CHECK(last.method == "POST");
  CHECK(last.cookies == "APIC-cookie=" + token);
  CHECK(last.who == "weft");
  CHECK(last.status == 200);
  CHECK(apic.seen().posts == 1);
  CHECK(apic.seen().commits == 1);
  CHECK(apic.transactions().back().edits.at(0).dn == "uni/tn-T/out-O/instP-A");
  CHECK(apic.last_stir() == now);
}
