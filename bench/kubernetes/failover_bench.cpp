#include "bench/stage/meter.hpp"
#include "bench/stage/spread.hpp"
#include "bench/stage/verdict.hpp"
#include "tests/cluster/installation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <functional>
#include <thread>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using tests::controller;
using steady = std::chrono::steady_clock;

constexpr double promised_clean = 1;
constexpr double promised_crash = 16;
constexpr auto frozen_for = 30s;
constexpr const char* lease = "/apis/coordination.k8s.io/v1/namespaces/weft/leases/weft";

/// Two wefts with the usual Lease of 15, 10 and 2 s, one of which leads.
class pair_of_wefts {
public:
  pair_of_wefts() {
    here_.make_namespace("ns1");
    here_.create("ns1", "one");
    leader_ = &here_.start();
    here_.await_ready("ns1", "one");
    stand_by();
  }

  /// Lets whoever waited lead, and another wait.
  void move_up() {
    leader_ = standby_;
    stand_by();
  }

  /// What passed until the other leads, and until it has written.
  struct handover {
    std::chrono::duration<double> led;
    std::chrono::duration<double> wrote;
  };

  /// Ends or freezes the leader while something changes.
  handover strike(int signal) {
    const auto heir = standby_->identity();
    const auto before = here_.vco.journal().back().author;
    const auto began = steady::now();
    leader_->end_by(signal);
    change();
    handover out{};
    out.led = until(began, "the other leads", [&] { return holder() == heir; });
    out.wrote = until(began, "the other has written",
                      [&] { return here_.vco.journal().back().author != before; });
    here_.await_ready("ns1", "one");
    return out;
  }

  /// Lets a frozen leader go on. @returns its writes since it was frozen, when `written` had been.
  std::int64_t thaw(const std::string& author, std::size_t written) {
    leader_->process().signal(SIGCONT);
    here_.await("it has noticed",
                [&] { return !leader_->leads() && !leader_->identity().empty(); });
    change();
    here_.await_ready("ns1", "one");
    const auto journal = here_.vco.journal();
    return std::count_if(journal.begin() + static_cast<std::ptrdiff_t>(written), journal.end(),
                         [&](const auto& one) { return one.author == author; });
  }

  void retire() { tests::installation::kill(*leader_); }
  tests::orchestrator& vco() { return here_.vco; }

private:
  /// Looks every few milliseconds; fails after a minute.
  static std::chrono::duration<double> until(steady::time_point began, const std::string& what,
                                             const std::function<bool()>& seen) {
    while (!seen()) {
      if (steady::now() - began > 60s)
        FAIL("this did not happen: " << what);
      std::this_thread::sleep_for(5ms);
    }
    return steady::now() - began;
  }

  void stand_by() {
    standby_ = &here_.start();
    here_.await("the other waits", [&] { return !standby_->identity().empty(); });
    here_.await("one leads", [&] { return leader_->leads(); });
  }

  void change() { here_.edit("ns1", "one", R"({"dport":)" + std::to_string(++port_) + "}"); }

  std::string holder() {
    return tests::text_at(here_.ask("GET", lease).document(), {"spec", "holderIdentity"});
  }

  tests::installation here_;
  controller* leader_ = nullptr;
  controller* standby_ = nullptr;
  int port_ = 1000;
};

struct rounds {
  std::vector<double> led, wrote;

  void add(const pair_of_wefts::handover& one, const std::string& how) {
    led.push_back(one.led.count());
    wrote.push_back(one.wrote.count());
    print_row({how, rounded(led.back()), rounded(wrote.back())});
  }

  void judge(const std::string& how, double promised) const {
    const auto told = [&](const std::vector<double>& all) {
      return to_string(spread_of(all)) + " s of " + std::to_string(all.size());
    };
    tabulate(how + ": until the other leads, the longest", "<= " + rounded(promised, 0) + " s",
             told(led), at_most(promised, spread_of(led).most));
    tabulate("the same: until it has written", "-", told(wrote), verdict::told);
  }
};

} // namespace

TEST_CASE("another leads in time, and who was frozen writes nothing", "[failover]") {
  const int times = is_quick() ? 1 : 5;
  pair_of_wefts two;
  print_head("Fail-over with a Lease of 15, 10 and 2 s",
             {"the leader", "until the other leads, s", "until it has written, s"});
  rounds clean, crash, frozen;
  for (int i = 0; i < times; ++i, two.move_up())
    clean.add(two.strike(SIGTERM), "SIGTERM");
  for (int i = 0; i < times; ++i, two.move_up())
    crash.add(two.strike(SIGKILL), "SIGKILL");
  std::int64_t late = 0;
  for (int i = 0; i < (is_quick() ? 1 : 2); ++i, two.move_up()) {
    const auto author = two.vco().journal().back().author;
    const auto written = two.vco().journal().size();
    const auto began = steady::now();
    frozen.add(two.strike(SIGSTOP), "SIGSTOP");
    std::this_thread::sleep_until(began + frozen_for);
    late += two.thaw(author, written);
    two.retire();
  }
  print_head("Fail-over, judged", {"what", "target", "measured", ""});
  clean.judge("a leader that is told to stop", promised_clean);
  crash.judge("a leader that is killed", promised_crash);
  frozen.judge("a leader that is frozen for 30 s", promised_crash);
  tabulate("the same: its writes after its deadline", "0", std::to_string(late),
           at_most(0, static_cast<double>(late)));
  const auto lost = two.vco().count("lostUpdates");
  tabulate("updates lost, all rounds", "0", std::to_string(lost),
           at_most(0, static_cast<double>(lost)));
}

} // namespace weft::bench
