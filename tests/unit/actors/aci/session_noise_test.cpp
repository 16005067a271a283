#include "tests/unit/actors/aci/one_session.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

struct noisy_session : running_session {
  noisy_session() {
    for (int i = 0; i < 8; ++i) {
      const auto name = "P" + std::to_string(i);
      apic.make_out("T", name, apic_time());
      run("shop" + std::to_string(i), {"T", name, "E"}, {});
    }
    converge();
    advance(2min);
    apic.forget_counts();
  }

  void noise() { apic.say("{", apic_time()); }

  /// Of a prefix that nobody knows: what hangs below E of that L3Out is to be read.
  void hint(const std::string& l3out) {
    apic.say(R"({"subscriptionId":["1"],"imdata":[{"l3extSubnet":{"attributes":{"dn":")"
               + dn_of(eepg_name{"T", l3out, "E"}, "10.9.9.9/32")
               + R"(","scope":"","status":"modified"}}}]})",
             apic_time());
  }

  /// Whether a question would be answered now.
  bool answers() { return !ask<probed>(subject, probe{"apic"})->version.empty(); }

  std::size_t reads_of(const std::string& l3out) {
    return requests_with("out-" + l3out + ".json").size();
  }
};

} // namespace

TEST_CASE_METHOD(noisy_session, "noise faster than everything can be read starves nobody",
                 "[aci][session]") {
  const auto before = reads_of("P7");
  std::size_t answered = 0;
  for (int i = 0; i < 400; ++i) {
    noise();
    advance(150ms);
    answered += answers() ? 1 : 0;
  }
  CHECK(reads_of("P7") > before);
  CHECK(answered > 200);
  CHECK(apic.seen().logins == 0);
  const auto gets = apic.seen().gets;
  advance(2min);
  CHECK(apic.seen().gets > gets); // what came last was noise, too
  CHECK(state() == "live");
}

TEST_CASE_METHOD(noisy_session, "what noise has hidden is found, at the latest when it pauses",
                 "[aci][session]") {
  for (int i = 0; i < 100; ++i) {
    noise();
    advance(150ms);
  }
  apic.settings.events.drop = 1;
  remove(dn_of(eepg_name{"T", "P3", "E"}));
  apic.settings.events.drop = 0;
  noise();
  advance(1min);
  converge();
  CHECK(has(dn_of(eepg_name{"T", "P3", "E"})));
}

TEST_CASE_METHOD(noisy_session,
                 "an L3Out that is in doubt all the time lets others have their turn",
                 "[aci][session]") {
  sim::disturbance slow;
  slow.how = sim::disturbance::way::slow;
  slow.part = "out-P0.json";
  slow.latency = 300ms;
  slow.times = 0;
  apic.inject(slow);
  const auto before = reads_of("P7");
  std::size_t answered = 0;
  for (int i = 0; i < 200; ++i) {
    hint("P0");
    if (i == 10)
      hint("P7");
    advance(150ms);
    answered += answers() ? 1 : 0;
  }
  CHECK(reads_of("P7") > before);
  CHECK(answered > 100);
}
