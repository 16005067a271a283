#include "tests/chaos/one_weft.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

using namespace weft::tests;

namespace {

constexpr auto maps = "/api/v1/namespaces/ns1/configmaps";

/// A cluster whose etcd holds 16 MiB.
struct small_etcd {
  small_etcd() {
    here.make_namespace("ns1");
    weft = &here.start();
    here.create("ns1", "first");
    here.await_ready("ns1", "first");
  }

  /// Writes one object again and again until nothing more can be written.
  void fill() {
    const auto body
      = R"({"metadata":{"name":"big"},"data":{"a":")" + std::string(900'000, 'x') + R"("}})";
    here.ask("POST", maps, body);
    here.await("etcd is full", [&] {
      const auto done = here.ask("PUT", std::string{maps} + "/big", distinct(body));
      return done.status == 500 && done.body.find("space exceeded") != std::string::npos;
    });
  }

  /// The same, and yet another version.
  std::string distinct(std::string body) {
    body.replace(body.find("xxxx"), 4, std::to_string(1000 + ++versions));
    return body;
  }

  installation here{{true, true, {false, {}, {"--quota-backend-bytes=16777216"}}}};
  controller* weft = nullptr;
  int versions = 0;
};

} // namespace

TEST_CASE_METHOD(small_etcd, "an etcd that is full stops weft, and room in it starts it again",
                 "[chaos]") {
  const auto before = held_rules(here);
  fill();
  here.await("weft cannot renew its Lease, and stands by", [&] { return !weft->leads(); });
  CHECK(held_rules(here) == before);
  here.cluster.make_room();
  here.create("ns1", "second");
  here.edit("ns1", "first", R"({"dport":8443})");
  here.await_ready("ns1", "second");
  here.await_ready("ns1", "first");
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(here.vco.count("lostUpdates") == 0);
}
