#include "actors/aci/refresher.hpp"
#include "tests/deterministic.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::aci;
using namespace std::chrono_literals;

namespace {

/// An APIC that answers refreshes with what the test says.
struct refreshed_apic : client {
  struct asked {
    std::chrono::nanoseconds when;
    std::string id;
    std::string token;
  };

  std::size_t nodes() const override { return 1; }
  std::string name_of(std::size_t) const override { return "apic1"; }
  bool signs() const override { return false; }
  void log_in(std::size_t, std::chrono::milliseconds, completion) override {}
  void log_out(std::size_t, std::string, std::chrono::milliseconds, completion) override {}
  void send(std::size_t, call what, std::string token, std::chrono::milliseconds,
            completion done) override {
    calls.push_back({clock(), what.target.substr(what.target.find('=') + 1), std::move(token)});
    waiting.push_back(std::move(done));
    if (!silent)
      speak();
  }
  std::unique_ptr<event_socket> listen(std::size_t, std::string, std::chrono::milliseconds,
                                       socket_events) override {
    return nullptr;
  }
  void on_new_credential(std::function<void()>) override {}

  void speak() {
    for (auto& tell : std::exchange(waiting, {}))
      status == 0 ? tell(fault{errc::unreachable, "nobody", "apic", {}})
                  : tell(answer{status, R"({"totalCount":"0","imdata":[]})"});
  }

  std::function<std::chrono::nanoseconds()> clock;
  std::vector<asked> calls;
  std::vector<completion> waiting;
  int status = 200;
  bool silent = false;
};

subscriber_actor::behavior_type subscriber(subscriber_actor::pointer,
                                           std::vector<std::string>* heard) {
  return {[heard](const lapsed& news) { heard->push_back(news.id); }};
}

struct one_refresher : weft::testing::deterministic_actors {
  one_refresher() {
    apic->clock = [this] { return now() - began; };
    refresher_wiring its;
    its.io = apic;
    its.home = spawn(subscriber, &lost);
    its.fabric = "apic";
    subject = refresher_actor{spawn(refresher, its)};
    caf::anon_send(subject, speak_as{0, "token"});
    settle();
  }

  void hold(const std::string& id, std::chrono::milliseconds lifetime = 600s) {
    caf::anon_send(subject, keep{id, lifetime});
    settle();
  }

  std::vector<std::int64_t> seconds() const {
    std::vector<std::int64_t> all;
    for (const auto& one : apic->calls)
      all.push_back(std::chrono::duration_cast<std::chrono::seconds>(one.when).count());
    return all;
  }

  std::shared_ptr<refreshed_apic> apic = std::make_shared<refreshed_apic>();
  std::vector<std::string> lost;
  std::chrono::nanoseconds began = now();
  refresher_actor subject;
};

using seconds_since = std::vector<std::int64_t>;

} // namespace

TEST_CASE_METHOD(one_refresher, "a subscription is refreshed at each third of its lifetime",
                 "[aci][refresher]") {
  hold("1");
  advance(601s);
  CHECK(seconds() == seconds_since{200, 400, 600});
  CHECK(apic->calls.front().id == "1");
  CHECK(apic->calls.front().token == "token");
  CHECK(lost.empty());
}

TEST_CASE_METHOD(one_refresher, "between two refreshes there is a pause, and one is under way",
                 "[aci][refresher]") {
  for (int i = 0; i < 5; ++i)
    hold(std::to_string(i));
  apic->silent = true;
  advance(201s);
  CHECK(apic->calls.size() == 1);
  apic->silent = false;
  apic->speak();
  advance(1s);
  REQUIRE(apic->calls.size() == 5);
  for (std::size_t i = 2; i < 5; ++i)
    CHECK(apic->calls[i].when - apic->calls[i - 1].when >= 100ms);
}

TEST_CASE_METHOD(one_refresher, "a subscription that the APIC does not know has lapsed",
                 "[aci][refresher]") {
  hold("1");
  hold("2");
  apic->status = 400;
  advance(200s);
  CHECK(lost == std::vector<std::string>{"1"});
  apic->status = 200;
  advance(1s);
  CHECK(lost.size() == 1);
  apic->calls.clear();
  advance(200s);
  REQUIRE(apic->calls.size() == 1);
  CHECK(apic->calls.front().id == "2");
}

TEST_CASE_METHOD(one_refresher, "one refresh may fail, two in a row may not", "[aci][refresher]") {
  hold("1");
  apic->status = 0;
  advance(200s);
  apic->status = 200;
  advance(200s);
  CHECK(lost.empty());
  apic->status = 503;
  advance(200s);
  CHECK(lost.empty());
  apic->status = 0;
  advance(200s);
  CHECK(lost == std::vector<std::string>{"1"});
}

TEST_CASE_METHOD(one_refresher, "what no answer comes for has lapsed when its lifetime is over",
                 "[aci][refresher]") {
  hold("1");
  hold("2", 60s);
  apic->silent = true;
  advance(10min);
  apic->silent = false;
  apic->speak();
  advance(1s);
  CHECK(lost == std::vector<std::string>{"2", "1"});
}

TEST_CASE_METHOD(one_refresher, "what is let go is refreshed no more and never lapses",
                 "[aci][refresher]") {
  hold("1");
  caf::anon_send(subject, let_go{"1"});
  advance(1h);
  CHECK(apic->calls.empty());
  CHECK(lost.empty());
  hold("2");
  apic->silent = true;
  advance(201s);
  caf::anon_send(subject, let_go{"2"});
  settle();
  apic->status = 400;
  apic->speak();
  advance(1h);
  CHECK(lost.empty());
}

TEST_CASE_METHOD(one_refresher, "calls are made as whoever the session is now",
                 "[aci][refresher]") {
  hold("1");
  advance(201s);
  caf::anon_send(subject, speak_as{0, "another"});
  advance(200s);
  REQUIRE(apic->calls.size() == 2);
  CHECK(apic->calls.back().token == "another");
}
