#include "protocol/aci/contest.hpp"
#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

/// Who gets 10.1.1.1/32, claimed by "web" for E and by "api" for F: "E", "F" or both.
struct contested : stage {
  std::string winner(claim one, claim other) {
    wish_for("web", e, {std::move(one)});
    wish_for("api", f, {std::move(other)});
    settle();
    return (apic.prefixes(e).empty() ? "" : "E") + std::string{apic.prefixes(f).empty() ? "" : "F"};
  }

  static claim late(claim of, std::int64_t started) {
    of.started = timestamp{std::chrono::seconds{started}};
    return of;
  }

  const std::string ip = "10.1.1.1/32";
};

} // namespace

TEST_CASE_METHOD(contested, "a Pod wins over a Service, however old", "[aci]") {
  CHECK(winner(pod(ip, "p", 9), service(ip, "s", 1)) == "E");
  CHECK(winner(pod(ip, "p", 1), service(ip, "s", 9)) == "E");
}

TEST_CASE_METHOD(contested, "of Pods the one that started last wins", "[aci]") {
  CHECK(winner(late(pod(ip, "p", 9), 5), late(pod(ip, "q", 1), 6)) == "F");
  CHECK(winner(late(pod(ip, "p", 1), 6), late(pod(ip, "q", 9), 5)) == "E");
  CHECK(winner(late(pod(ip, "p", 9), 0), late(pod(ip, "q", 1), 1)) == "F");
}

TEST_CASE_METHOD(contested, "of Pods that started together the younger wins, then the uid",
                 "[aci]") {
  CHECK(winner(late(pod(ip, "p", 1), 5), late(pod(ip, "q", 2), 5)) == "F");
  CHECK(winner(pod(ip, "p", 5), pod(ip, "q", 5)) == "E");
  CHECK(winner(pod(ip, "q", 5), pod(ip, "p", 5)) == "F");
}

TEST_CASE_METHOD(contested, "of Services the oldest wins, then the uid", "[aci]") {
  CHECK(winner(service(ip, "s", 2), service(ip, "t", 1)) == "F");
  CHECK(winner(service(ip, "s", 1), service(ip, "t", 1)) == "E");
  CHECK(winner(service(ip, "t", 1), service(ip, "s", 1)) == "F");
}

TEST_CASE_METHOD(contested, "one Service is in every EEPG that it is claimed for", "[aci]") {
  CHECK(winner(service(ip, "s", 1), service(ip, "s", 1)) == "EF");
}

TEST_CASE_METHOD(contested, "who loses gets the prefix when the winner goes", "[aci]") {
  CHECK(winner(pod(ip, "p", 1), pod(ip, "q", 2)) == "F");
  stop("api");
  settle();
  CHECK(apic.prefixes(e) == texts{ip});
  CHECK(word_on("web") == "placed/");
}

TEST_CASE_METHOD(stage, "a prefix that several claim keeps its name while that claimant stays",
                 "[aci]") {
  const std::string ip = "10.1.1.1/32";
  wish_for("web", e, {pod(ip, "young", 9)});
  settle();
  CHECK(apic.at(dn_of(e, ip), "name") == "shop::young");
  wish_for("web", e, {pod(ip, "young", 9), pod(ip, "old", 1), service(ip, "older", 0)});
  settle();
  CHECK(apic.at(dn_of(e, ip), "name") == "shop::young");
  wish_for("web", e, {pod(ip, "old", 1), service(ip, "older", 0)});
  settle();
  CHECK(apic.at(dn_of(e, ip), "name") == "shop::older");
}
