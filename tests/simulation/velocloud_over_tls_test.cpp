#include "tests/contract/velocloud/served.hpp"
#include "tests/simulation/claims.hpp"

#include <atomic>

/// Rows 32 and 35, where it takes a real log-in and a real certificate: the program under its fake
/// clock, and the portal client over TLS to a served VCO.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

using velocloud::testing::patience;
using velocloud::testing::served;

/// A real client whose calls take no virtual time but that of the wire.
class bridge : public velocloud::client {
public:
  bridge(std::unique_ptr<velocloud::portal> real, simulation::wire& over)
    : real_(std::move(real)), over_(over) {}

  void call(std::string method, json::value params, std::chrono::milliseconds,
            std::function<void(result<json::value>)> done) override {
    auto got = served::call(*real_, method, std::move(params));
    over_.send([got = std::move(got), done = std::move(done)] { done(got); });
  }

  void on_new_credential(std::function<void()>) override {} // the probes find it

private:
  std::unique_ptr<velocloud::portal> real_;
  simulation::wire& over_;
};

/// A world whose VCO is behind a socket.
struct connected : served {
  world_shape with(velocloud::portal_settings how) {
    auto shape = with_trace();
    shape.instead_of_vco = [this, how = std::move(how)](world& around) {
      auto way = open(how);
      way->on_new_credential([this] {
        if (!is_renewed.exchange(true))
          renewed.set_value();
      });
      return std::make_shared<bridge>(std::move(way), around.wire);
    };
    return shape;
  }

  std::vector<std::string> rules() {
    return vco.with([](sim::core& core) { return core.rule_names(sim::quick_start); });
  }

  std::promise<void> renewed; ///< the client has read another credential
  std::atomic<bool> is_renewed = false;
};

} // namespace

TEST_CASE_METHOD(connected, "row 35: a VCO with an untrusted certificate is not spoken to",
                 "[velocloud]") {
  auto how = by_token();
  how.ca_file = files.write("other.pem", net::make_identity().ca_pem);
  SECTION("and the object says why") {
    world here{35, with(how)};
    here.start();
    here.apply_rule("velokube1", velokube1);
    here.run_for(3min);
    CHECK(reason_of(here, "velokube1") == "VCOUnreachable");
    CHECK_THAT(message_of(here, "velokube1"), Catch::Contains("certificate"));
    CHECK(seen().calls == 0);
    CHECK_FALSE(traced(here, velocloud::sim::demo_token));
  }
  SECTION("unless that is asked for") {
    how.insecure = true;
    world here{35, with(how)};
    here.start();
    here.apply_rule("velokube1", velokube1);
    CHECK(here.run_until([&] { return all_ready(here, {"velokube1"}); }, 1min));
    CHECK(rules().front() == "velokube1");
  }
}

TEST_CASE_METHOD(connected, "row 32: a log-in without a session cookie is not followed anywhere",
                 "[velocloud]") {
  world here{32, with(by_password("wrong"))};
  here.start();
  here.apply_rule("velokube1", velokube1);
  here.run_for(2min);
  CHECK_THAT(message_of(here, "velokube1"), Catch::Contains("Invalid credentials"));
  CHECK(reason_of(here, "velokube1") == "AuthFailed");
  CHECK(seen().calls == seen().logins);
  CHECK(seen().logins <= 6); // one in thirty seconds
  CHECK(rules().size() == 3);

  files.write("password", velocloud::sim::demo_password);
  REQUIRE(renewed.get_future().wait_for(patience) == std::future_status::ready);
  const auto took = here.run_until([&] { return all_ready(here, {"velokube1"}); }, 1min);
  REQUIRE(took);
  CHECK(*took <= 35s);
  CHECK(seen().writes == 1);
}
