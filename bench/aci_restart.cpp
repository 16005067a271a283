// `weft run` as a process of its own is started again in front of a fabric that holds all it
// wishes already: 5000 subnets of ten Deployments. The promise: it writes nothing. How long it
// takes until the target has nothing to do, and the most memory it had by then, are told.

#include "adapters/net/http_client.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/fabric_scene.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/program.hpp"
#include "bench/stage/verdict.hpp"
#include "protocol/state/dump.hpp"

#include <algorithm>
#include <future>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t deployments = 10;

net::http_response ask(net::http_client& from, const std::string& target) {
  std::promise<net::http_response> said;
  from.call({"GET", target, {}, {}}, 5s, [&](result<net::http_response> got) {
    said.set_value(got ? *std::move(got) : net::http_response{0, {}, {}});
  });
  return said.get_future().get();
}

bool says(const description& one, const std::string& name, const std::string& what) {
  return std::ranges::find(one.details, std::pair{name, what}) != one.details.end();
}

/// Whether the target has read the fabric, knows of all owners and is at rest.
bool is_settled(net::http_client& at) {
  const auto dump = read_dump(ask(at, "/state?domain=aci").body);
  return dump && std::ranges::any_of(dump->actors, [](const description& one) {
           return one.actor == "aci.target" && one.state == "idle"
                  && one.fragments_in == deployments && says(one, "complete", "true")
                  && !says(one, "reads", "0");
         });
}

void restart(std::size_t each) {
  fabric_scene at;
  for (std::size_t i = 0; i < deployments; ++i)
    at.deploy("web-" + std::to_string(i), "E" + std::to_string(i), i * each, each);
  const auto port = free_port();
  const auto words = at.words(WEFT_PROGRAM, port);
  net::transport io;
  net::http_client shown{io, {false, "127.0.0.1", port}, {}};
  {
    const program first{words, {"HOME=/nonexistent"}};
    await("the first has placed all", [&] { return at.placed() == (each + 1) * deployments; });
    at.await_quiet();
  }
  const auto before = at.counted();
  const auto began = std::chrono::steady_clock::now();
  const program second{words, {"HOME=/nonexistent"}};
  await("the second has nothing to do", [&] { return is_settled(shown); });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  at.await_quiet();
  const auto after = at.counted();
  await("the second says that it is ready", [&] { return ask(shown, "/readyz").status == 200; });

  const auto what
    = "restart with " + grouped(static_cast<double>(each * deployments)) + " subnets in place: ";
  const auto writes
    = static_cast<double>(after.posts + after.deletes - before.posts - before.deletes);
  tabulate(what + "writes", "0", rounded(writes, 0), at_most(0, writes));
  tabulate(what + "reads", "-", std::to_string(after.gets - before.gets), verdict::told);
  tabulate(what + "converged after", "-", rounded(took.count()) + " s", verdict::told);
  tabulate(what + "peak memory", "-", rounded(peak_mib(second.pid()), 1) + " MiB", verdict::told);
  tabulate(what + "processor", "-", rounded(cpu_seconds_of(second.pid())) + " s", verdict::told);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] { restart(is_quick() ? 50 : 500); });
}
