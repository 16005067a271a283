#include "protocol/state/vitals.hpp"
#include "tests/unit/protocol/written.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using weft::testing::one;

namespace {

description watches(std::string words) {
  auto out = one("watch.supervisor", "", "running");
  out.details = {{"streams", "1"}, {"VelocloudBP", std::move(words)}};
  return out;
}

std::string report(const vitals& now) {
  return write_checks(check_domain(now, "velocloud", {"VelocloudBP"}));
}

} // namespace

TEST_CASE("a standby is ready once the mandatory kinds have synced") {
  vitals now;
  note(now, one("root", "weft-0", "standing by"));
  CHECK(report(now)
        == "[+]velocloud ok\n"
           "[-]velocloud/VelocloudBP failed: no watch for this kind has started\n");
  note(now, watches("synced"));
  CHECK(report(now) == "[+]velocloud ok\n[+]velocloud/VelocloudBP ok\n");
}

TEST_CASE("a kind that has not synced is named with the reason") {
  vitals now;
  note(now, watches("not synced, forbidden: k8s GET: no"));
  CHECK(report(now).find("[-]velocloud/VelocloudBP failed: not synced: forbidden: k8s GET: no\n")
        != std::string::npos);
}

TEST_CASE("a source that has synced stays ready while the API server is away") {
  vitals now;
  note(now, watches("synced, unreachable: nobody there"));
  CHECK(report(now).find("[+]velocloud/VelocloudBP ok") != std::string::npos);
}

TEST_CASE("a source that we have no right to any more is not ready, whatever it had told") {
  vitals now;
  note(now, watches("synced"));
  note(now, watches("denied, forbidden: k8s WATCH: no"));
  CHECK(report(now).find("[-]velocloud/VelocloudBP failed: denied: forbidden: k8s WATCH: no\n")
        != std::string::npos);
}

TEST_CASE("a leader is not ready while a domain of its is missing") {
  vitals now;
  auto root = one("root", "weft-0", "leading");
  root.last_error = "forbidden: no";
  note(now, root);
  note(now, watches("synced"));
  CHECK(report(now).starts_with("[-]velocloud failed: forbidden: no\n"));
  note(now, one("velocloud.supervisor", "velocloud", "complete"));
  CHECK(report(now).starts_with("[+]velocloud ok\n"));
}

TEST_CASE("a process that stops is not ready") {
  vitals now;
  note(now, one("root", "weft-0", "stopping"));
  note(now, watches("synced"));
  CHECK(report(now).starts_with("[-]velocloud failed: the process is stopping\n"));
}

TEST_CASE("a domain whose session can do nothing where it is is not ready") {
  vitals now;
  note(now, one("root", "weft-0", "leading"));
  note(now, watches("synced"));
  note(now, one("velocloud.supervisor", "velocloud", "complete"));
  auto session = one("velocloud.session", "vco", "away");
  session.last_error = "nobody answers";
  note(now, session); // the VCO is away, wherever we are
  CHECK(report(now).starts_with("[+]velocloud ok\n"));
  session.details = {{"unfit", "the socket is gone"}};
  note(now, session);
  CHECK(report(now).starts_with("[-]velocloud failed: the socket is gone\n"));
}

TEST_CASE("actors are counted by sort") {
  vitals now;
  auto target = one("velocloud.target", "a", "idle");
  target.mailbox = 3;
  note(now, target);
  target.retries = 1;
  note(now, target);
  CHECK(now.actors.at("velocloud.target").all == 2);
  CHECK(now.actors.at("velocloud.target").unhealthy == 1);
  CHECK(now.actors.at("velocloud.target").mailbox == 6);
}
