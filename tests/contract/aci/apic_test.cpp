#include "adapters/net/http_server.hpp"
#include "tests/contract/aci/served.hpp"
#include "tests/contract/aci/visitor.hpp"

#include <set>

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::contract;

namespace {

/// A server that the test answers by hand.
struct by_hand_apic {
  net::transport io{2};
  diary arrived;
  std::mutex mutex;
  std::vector<std::shared_ptr<net::http_exchange>> all;
  net::http_server server{io, {}, [this](std::shared_ptr<net::http_exchange> one) {
                            {
                              const std::lock_guard lock(mutex);
                              all.push_back(std::move(one));
                            }
                            arrived.note("request");
                          }};
  folder files;
  diary answers;

  std::unique_ptr<apic> open(std::size_t in_flight) {
    apic_settings how;
    how.addresses = {"http://127.0.0.1:" + std::to_string(server.port())};
    how.credentials.user = "weft";
    how.credentials.password_file = files.write("password", "secret");
    how.max_in_flight = in_flight;
    return std::move(*apic::open(io, std::move(how)));
  }

  net::http_exchange& arrival(std::size_t number) {
    if (!arrived.wait(number + 1, 30s))
      throw std::runtime_error("no request for a long time");
    const std::lock_guard lock(mutex);
    return *all.at(number);
  }

  void send(client& from, const call& what, std::string token = "t") {
    from.send(0, what, std::move(token), 30s, [this](result<answer> got) {
      answers.note(got ? std::to_string(got->status) : to_string(got.error()));
    });
  }

  void wait_for_answers(std::size_t many) {
    if (!answers.wait(many, 30s))
      throw std::runtime_error("no answer for a long time");
  }
};

} // namespace

TEST_CASE("no more requests are under way than allowed, over connections that are kept",
          "[aci][apic]") {
  by_hand_apic site;
  const auto from = site.open(2);
  for (int i = 0; i < 6; ++i)
    site.send(*from, ask_version());
  std::set<std::uint64_t> connections;
  for (std::size_t i = 0; i < 6; ++i) {
    auto& one = site.arrival(i);
    CHECK(site.arrived.all().size() <= i + 2);
    connections.insert(one.connection());
    if (i > 0)
      site.arrival(i - 1).answer({200, {}, "{}"});
  }
  site.arrival(5).answer({200, {}, "{}"});
  site.wait_for_answers(6);
  CHECK(connections.size() == 2);
}

TEST_CASE("a cookie that an answer sets is never sent back", "[aci][apic]") {
  by_hand_apic site;
  const auto from = site.open(1);
  site.send(*from, ask_version(), "first");
  site.arrival(0).answer({200, {{"Set-Cookie", "APIC-cookie=other; path=/"}}, "{}"});
  site.send(*from, ask_version(), "second");
  std::size_t cookies = 0;
  for (const auto& [name, value] : site.arrival(1).asked().fields)
    if (name == "Cookie") {
      ++cookies;
      CHECK(value == "APIC-cookie=second");
    }
  CHECK(cookies == 1);
  site.arrival(1).answer({302, {{"Location", "/elsewhere"}}, ""});
  site.wait_for_answers(2);
  CHECK(site.answers.all() == std::vector<std::string>{"200", "302"});
}

TEST_CASE("a POST whose connection breaks is not sent again", "[aci][apic]") {
  by_hand_apic site;
  const auto from = site.open(1);
  site.send(*from, ask_version());
  site.arrival(0).answer({200, {}, "{}"});
  site.wait_for_answers(1);
  site.send(*from, {"POST", "/api/mo/uni.json", "{}"});
  CHECK(net::find(site.arrival(1).asked().fields, "Content-Type") == "application/json");
  site.arrival(1).reset();
  site.wait_for_answers(2);
  CHECK(site.arrived.all().size() == 2);
}

TEST_CASE_METHOD(served_peer, "a rotated password is told of and used for the next log-in",
                 "[aci][apic]") {
  diary told;
  const auto io_client = open(password_settings());
  io_client->on_new_credential([&] { told.note("new"); });
  with([](sim::core& apic, sim::instant) { apic.add_user({"weft", "fresh", {}, false}); });
  diary heard;
  const auto log_in = [&] {
    io_client->log_in(0, 30s, [&](result<answer> got) { heard.note(std::to_string(got->status)); });
  };
  log_in();
  REQUIRE(heard.wait(1, 30s));
  files.write("password", "fresh");
  REQUIRE(told.wait(1, 30s));
  log_in();
  REQUIRE(heard.wait(2, 30s));
  CHECK(heard.all() == std::vector<std::string>{"401", "200"});
}

TEST_CASE_METHOD(served_peer, "a credential that cannot be read fails what needs it until it can",
                 "[aci][apic]") {
  auto how = signature_settings();
  how.credentials.key_file = (files.path() / "late.pem").string();
  const auto io_client = open(how);
  diary heard;
  const auto ask = [&] {
    io_client->send(0, ask_version(), {}, 30s, [&](result<answer> got) {
      heard.note(got ? std::to_string(got->status) : std::string{to_string(got.error().code)});
    });
  };
  ask();
  REQUIRE(heard.wait(1, 30s));
  diary told;
  io_client->on_new_credential([&] { told.note("new"); });
  files.write("late.pem", robot().key_pem);
  REQUIRE(told.wait(1, 30s));
  ask();
  REQUIRE(heard.wait(2, 30s));
  CHECK(heard.all() == std::vector<std::string>{"expired", "200"});
}

TEST_CASE_METHOD(served_peer, "an APIC that is not trusted is unreachable until its CA is there",
                 "[aci][apic]") {
  auto how = password_settings();
  how.ca_file = files.write("other.pem", net::make_authority("other").certificate_pem);
  how.watch = 1h;
  const auto io_client = open(how);
  diary heard;
  io_client->log_in(0, 30s, [&](result<answer> got) {
    heard.note(got ? "trusted" : std::string{to_string(got.error().code)});
  });
  const auto socket = io_client->listen(
    0, "token", 10s, {{}, {}, [&](fault why) { heard.note(std::string{to_string(why.code)}); }});
  REQUIRE(heard.wait(2, 30s));
  CHECK(heard.all() == std::vector<std::string>{"unreachable", "unreachable"});
}

TEST_CASE("settings that cannot work are refused by name", "[aci][apic]") {
  net::transport io;
  const auto refused = [&](const apic_settings& how) {
    const auto made = apic::open(io, how);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == errc::refused);
    return made.error().where;
  };
  apic_settings how;
  CHECK(refused(how) == "aci.apics");
  how.addresses = {"apic1/path"};
  CHECK(refused(how) == "aci.apics");
  how.addresses = {"apic1"};
  how.ca_file = "/nowhere.pem";
  CHECK(refused(how) == "aci.ca_file");
}
