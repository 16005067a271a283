#include "tests/cluster/child.hpp"
#include "tests/cluster/web.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace weft::tests;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr auto sim_patience = 60s;

/// `weft sim aci`, and what it said until it served.
struct simulated_fabric {
  explicit simulated_fabric(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {WEFT_PROGRAM, "sim", "aci"});
    process.emplace(command{std::move(more), {}, {}});
    const auto limit = std::chrono::steady_clock::now() + sim_patience;
    while (said.find("-----END CERTIFICATE-----\n") == said.npos) {
      if (process->wait(look_again) || std::chrono::steady_clock::now() > limit)
        FAIL("it does not serve: " << process->report().err);
      said = process->report().out;
    }
  }

  /// What stands behind these words, to the end of its line.
  std::string line_after(const std::string& words) const {
    const auto at = said.find(words) + words.size();
    return said.substr(at, said.find('\n', at) - at);
  }

  /// The addresses it tells to a client.
  std::vector<std::string> addresses() const {
    std::vector<std::string> out;
    auto all = line_after("export ACI_APIC=");
    for (; !all.empty(); all.erase(0, std::min(all.find(','), all.size() - 1) + 1))
      out.push_back(all.substr(0, all.find(',')));
    return out;
  }

  web at(const std::string& address) const {
    weft::net::tls_settings trust;
    trust.ca_pem = said.substr(said.find("-----BEGIN"));
    return web{endpoint_of(address), trust};
  }

  std::optional<child> process;
  std::string said;
};

} // namespace

TEST_CASE("the simulated fabric lets in whoever uses what it has printed", "[command]") {
  const simulated_fabric fabric;
  const auto all = fabric.addresses();
  REQUIRE(all.size() == 3);
  const auto body = R"({"aaaUser":{"attributes":{"name":")"
                    + fabric.line_after("export ACI_USERNAME=") + R"(","pwd":")"
                    + fabric.line_after("export ACI_PASSWORD=") + R"("}}})";
  CHECK(fabric.at(all.back()).send("POST", "/api/aaaLogin.json", body).status == 200);
  for (const auto& one : all)
    CHECK_THAT(fabric.at(one).get("/weft/tree").body,
               Contains("tn-TEN_K8_C1") && Contains("out-L3O_K8_C1"));
}

TEST_CASE("the simulated fabric ends well when it is told to", "[command]") {
  simulated_fabric fabric{{"--nodes", "1"}};
  CHECK(fabric.addresses().size() == 1);
  fabric.process->signal(SIGTERM);
  REQUIRE(fabric.process->wait(sim_patience));
  CHECK(fabric.process->report().code == 0);
}

TEST_CASE("a fabric of no or of too many APICs is refused", "[command]") {
  CHECK(run({{WEFT_PROGRAM, "sim", "aci", "--nodes", "0"}, {}, {}}).code == 1);
  const auto beyond = run({{WEFT_PROGRAM, "sim", "aci", "--port", "65534"}, {}, {}});
  CHECK(beyond.code == 1);
  CHECK_THAT(beyond.err, Contains("65534"));
}
