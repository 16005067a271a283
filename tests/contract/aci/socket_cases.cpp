#include "tests/contract/aci/visitor.hpp"

namespace weft::aci::contract {

namespace {

using kind = sim::delivery::kind;

/// The DNs a word of the socket is about.
std::vector<std::string> dns_in(const std::string& word) {
  std::vector<std::string> out;
  for (const auto& one : read_frame(std::string_view{word}.substr(6)).value().events)
    out.push_back(one.about.dn);
  return out;
}

void events_arrive(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  const auto got = one.read(subscribe({"T", "O"}, 600s));
  CHECK(got.objects.size() == 2);
  CHECK(got.subscription.size() > 16);
  one.edit(one.post("A"));
  one.ask(one.post("B"));
  const auto heard = one.hear(3);
  CHECK(dns_in(heard[1]) == std::vector<std::string>{"uni/tn-T/out-O/instP-A"});
  CHECK(dns_in(heard[2]) == std::vector<std::string>{"uni/tn-T/out-O/instP-B"});
  CHECK(read_frame(heard[1].substr(6))->subscriptions == std::vector{got.subscription});
}

void many_events(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  one.ask(subscribe({"T", "O"}, 600s));
  for (int i = 0; i < 200; ++i)
    one.edit(one.post("E" + std::to_string(i)));
  const auto heard = one.hear(201);
  CHECK(dns_in(heard[200]) == std::vector<std::string>{"uni/tn-T/out-O/instP-E199"});
}

void large_frame(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  const auto text = R"({"imdata":[],"x":")" + std::string(500'000, 'x') + R"("})";
  with.with([&](sim::core& apic, sim::instant now) {
    apic.say(text, now);
    apic.say(R"({"imdata":[],"x":")" + std::string(2'000'000, 'x') + R"("})", now);
    apic.say("\x01", now, true);
    apic.say("not JSON", now);
  });
  const auto heard = one.hear(5);
  CHECK(heard[1] == "frame " + text);
  CHECK(heard[2] == "noise");
  CHECK(heard[3] == "noise");
  CHECK(heard[4] == "frame not JSON");
}

void housekeeping_comes(peer& with) {
  with.with([](sim::core& apic, sim::instant) { apic.settings.housekeeping = true; });
  visitor one{with};
  one.log_in_and_listen();
  one.ask(subscribe({"T", "O"}, 600s));
  one.ask(one.post("A"));
  with.advance(500ms);
  CHECK(one.hear(3)[2].find("pcTag") != std::string::npos);
}

void refresh_keeps_socket(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  one.ask(subscribe({"T", "O"}, 1200s));
  with.advance(500s);
  one.token = read_grant(one.read(refresh_session())).value().token;
  with.advance(500s);
  one.edit(one.post("A"));
  CHECK(one.hear(2)[1].starts_with("frame"));
}

void second_socket(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  const auto first = std::move(one.socket);
  one.ask(subscribe({"T", "O"}, 600s));
  one.listen();
  const auto heard = one.hear(3);
  CHECK(std::count(heard.begin(), heard.end(), "open") == 2);
  with.with([](sim::core& apic, sim::instant now) {
    CHECK(apic.live_sockets() == 1);
    CHECK(apic.live_subscriptions(now) == 0);
  });
}

void log_out_closes(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  CHECK(one.wait_for([&](auto done) { one.io.log_out(0, one.token, 30s, std::move(done)); })->status
        == 200);
  CHECK_THAT(one.hear(2)[1], Catch::StartsWith("expired") && Catch::Contains("code 1000"));
  CHECK(one.outcome(ask_version()) == "403");
}

void lapse_closes(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  with.advance(600s);
  CHECK_THAT(one.hear(2)[1], Catch::StartsWith("expired"));
}

void broken_off(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  with.with([](sim::core& apic, sim::instant now) { apic.disturb_sockets(kind::drop, now); });
  CHECK_THAT(one.hear(2)[1], Catch::StartsWith("unreachable"));
  one.listen();
  CHECK(one.hear(3)[2] == "open");
}

void half_open(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  one.ask(subscribe({"T", "O"}, 600s));
  // Long enough for a ping to be answered, where they are real.
  sim::disturbance late;
  late.how = sim::disturbance::way::slow;
  late.latency = 3s;
  one.inject(late);
  one.ask(ask_version());
  with.with([](sim::core& apic, sim::instant now) { apic.disturb_sockets(kind::freeze, now); });
  CHECK_THAT(one.hear(2)[1], Catch::StartsWith("unreachable") && Catch::Contains("pings"));
}

void unknown_session(peer& with) {
  visitor one{with};
  one.token = "unknown";
  one.listen();
  const auto heard = one.hear(1);
  CHECK_THAT(heard[0], Catch::StartsWith("expired") && Catch::Contains("403"));
  CHECK(heard[0].find("unknown") == std::string::npos);
}

void node_without_socket(peer& with) {
  with.set_up(2, false);
  visitor one{with};
  one.log_in();
  one.node = 2;
  one.listen();
  CHECK_THAT(one.hear(1)[0], Catch::StartsWith("unreachable"));
}

void node_goes_down(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  with.set_up(0, false);
  CHECK_THAT(one.hear(2)[1], Catch::StartsWith("unreachable"));
}

void no_socket_no_subscription(peer& with) {
  visitor one{with};
  one.log_in();
  CHECK(one.outcome(subscribe({"T", "O"}, 600s)) == "405");
  CHECK(one.outcome(refresh_subscription("72057611234700001")) == "400");
}

void subscriptions_lapse(peer& with) {
  visitor one{with};
  one.log_in_and_listen();
  const auto id = one.read(subscribe({"T", "O"}, 300s)).subscription;
  with.advance(299s);
  CHECK(one.outcome(refresh_subscription(id)) == "200");
  with.advance(299s);
  CHECK(one.outcome(refresh_subscription(id)) == "200");
  with.with([](sim::core& apic, sim::instant) { apic.expire_subscriptions(); });
  CHECK(one.outcome(refresh_subscription(id)) == "400");
}

void old_release(peer& with) {
  with.with([](sim::core& apic, sim::instant) { apic.settings.accepts_lifetime = false; });
  visitor one{with};
  one.log_in_and_listen();
  CHECK(one.outcome(subscribe({"T", "O"}, 600s)) == "400");
  CHECK(one.outcome(subscribe({"T", "O"}, std::nullopt)) == "200");
}

} // namespace

void add_socket_cases(std::vector<contract_case>& to) {
  to.insert(to.end(),
            {{"what changes is told, by whomever", events_arrive},
             {"two hundred events keep their order", many_events},
             {"large frames arrive, and noise does not end the socket", large_frame},
             {"the APIC modifies a new EEPG by itself", housekeeping_comes},
             {"a refreshed token keeps the socket and its subscriptions", refresh_keeps_socket},
             {"a second socket takes the place of the first", second_socket},
             {"a log-out closes the socket", log_out_closes},
             {"a lapsed session closes its socket", lapse_closes},
             {"a socket that is broken off can be opened again", broken_off},
             {"a half-open socket is noticed", half_open},
             {"a socket of no session is not opened", unknown_session},
             {"a node that is down opens no socket", node_without_socket},
             {"a node that goes down takes its sockets along", node_goes_down},
             {"there is no subscription without a socket", no_socket_no_subscription},
             {"a subscription lapses unless it is refreshed", subscriptions_lapse},
             {"an old release refuses a wish for a lifetime", old_release}});
}

} // namespace weft::aci::contract
