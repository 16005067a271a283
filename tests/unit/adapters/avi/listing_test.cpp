#include "tests/unit/adapters/avi/thread_free.hpp"

namespace weft::avi::testing {

namespace {

struct listed_site : thread_free {
  listed_site() {
    for (int i = 0; i < 450; ++i)
      peer.make(
        "pool",
        json::value::of({{"name", "S1-AZ1--p" + std::to_string(i)}, {"created_by", "ako-S1-AZ1"}}),
        now);
  }

  /// "450 steady", or how it failed.
  std::string list(const wire::call& first = wire::list("pool")) {
    std::string out = "nothing";
    client.list(first, 30s, [&](wire::answered<wire::collected> got) {
      out = got ? std::to_string(got->objects.size()) + (got->steady ? " steady" : " moving")
                : std::string{to_string(got.error().kind)} + " "
                    + std::string{to_string(got.error().why.code)};
    });
    run(60s);
    return out;
  }
};

} // namespace

TEST_CASE_METHOD(listed_site, "a collection is read whole in the fewest pages", "[avi][client]") {
  CHECK(list() == "450 steady");
  CHECK(peer.seen().reads == 3);
  CHECK(list(wire::list("pool", {{"name", "none"}})) == "0 steady");
}

TEST_CASE_METHOD(listed_site, "where next leads to is never called, whatever its host",
                 "[avi][client]") {
  peer.settings.next_host = "https://evil.example:4443";
  CHECK(list() == "450 steady");
}

TEST_CASE_METHOD(listed_site, "a collection that is no whole is an error and never nothing",
                 "[avi][client]") {
  peer.settings.next_loops = true;
  CHECK(list() == "transient malformed");
  peer.settings.next_loops = false;
  peer.settings.pages_repeat = true;
  CHECK(list() == "transient malformed");
  peer.settings.pages_repeat = false;
  peer.settings.null_results = true;
  CHECK(list() == "transient malformed");
  peer.settings.null_results = false;
  peer.settings.lists_bare = true;
  CHECK(list() == "transient malformed");
  peer.settings.lists_bare = false;
  sim::disturbance cut;
  cut.how = sim::disturbance::way::cut_off;
  cut.part = "page=2";
  peer.inject(cut);
  CHECK(list() == "transient unreachable");
  CHECK(list() == "450 steady");
}

TEST_CASE_METHOD(listed_site, "a session that ends between two pages is renewed", "[avi][client]") {
  sim::disturbance how;
  how.status = 401;
  how.text = "Session expired";
  how.part = "page=2";
  peer.inject(how);
  CHECK(list() == "450 steady");
  CHECK(peer.seen().logins == 2);
}

TEST_CASE_METHOD(listed_site, "objects that go while pages are read make it unsteady",
                 "[avi][client]") {
  peer.settings.least_latency = 10ms;
  std::string out;
  client.list(wire::list("pool"), 30s, [&](wire::answered<wire::collected> got) {
    REQUIRE(got.has_value());
    out = got->steady ? "steady" : "moving";
  });
  run(25ms);
  CHECK(peer.remove("pool", "S1-AZ1--p7", now));
  run(1s);
  CHECK(out == "moving");
}

} // namespace weft::avi::testing
