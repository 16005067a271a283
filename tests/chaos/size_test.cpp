#include "tests/chaos/measured.hpp"
#include "tests/chaos/one_weft.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace weft::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t annotation_bytes = 250'000; ///< the API server's own bound is 256 KiB

} // namespace

TEST_CASE_METHOD(one_weft,
                 "an object that is edited without a break is written now and then, and "
                 "another one at once",
                 "[chaos]") {
  const auto writes = here.vco.count("writes");
  const auto begin = std::chrono::steady_clock::now();
  here.create("ns1", "cool");
  bool cool_stands = false;
  int edits = 0;
  while (!cool_stands || std::chrono::steady_clock::now() - begin < 3s) {
    for (int i = 0; i < 20; ++i)
      here.edit("ns1", "first", R"({"dport":)" + std::to_string(1 + ++edits % 65'535) + "}");
    cool_stands = cool_stands || here.ready("ns1", "cool") == "True";
    REQUIRE(std::chrono::steady_clock::now() - begin < 180s);
  }
  here.await_ready("ns1", "first");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CAPTURE(edits, took.count());
  CHECK(static_cast<double>(here.vco.count("writes") - writes) <= took.count() / 2 + 2);
  CHECK(measured(*weft, "rest_client_requests_total", R"(method="PATCH")") < edits);
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(here.vco.count("lostUpdates") == 0);
}

TEST_CASE_METHOD(one_weft,
                 "objects that others have annotated up to the API server's bound are "
                 "served like others",
                 "[chaos]") {
  constexpr int many = 20;
  const auto patch = R"({"metadata":{"annotations":{"others.example/notes":")"
                     + std::string(annotation_bytes, 'x') + R"("}},"spec":{"dport":8443}})";
  for (int i = 0; i < many; ++i) {
    const auto name = "app-" + std::to_string(i);
    here.create("ns1", name);
    REQUIRE(
      here.ask("PATCH", installation::path_of("ns1", name), patch, "application/merge-patch+json")
        .status
      == 200);
  }
  for (int i = 0; i < many; ++i)
    here.await_ready("ns1", "app-" + std::to_string(i));
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(measured(*weft, "reflector_relists_total") == 0);
  CHECK(here.vco.count("lostUpdates") == 0);
}
