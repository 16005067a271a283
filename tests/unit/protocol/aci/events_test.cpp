#include "protocol/aci/events.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

using ids = std::vector<std::string>;

frame told(std::string_view text) {
  auto read = read_frame(text);
  REQUIRE(read);
  return *std::move(read);
}

} // namespace

TEST_CASE("a frame tells every object in it, in order", "[aci]") {
  const auto read = told(
    R"({"subscriptionId":["72057611234705431","7"],"imdata":[
      {"l3extSubnet":{"attributes":{"dn":"uni/tn-T/out-O/instP-E/extsubnet-[10.1.1.1/32]","rn":"",
        "scope":"export-rtctrl","status":"modified"}}},
      {"l3extInstP":{"attributes":{"dn":"uni/tn-T/out-O/instP-E","status":"deleted"}}},
      {"l3extInstP":{"attributes":{"dn":"uni/tn-T/out-O/instP-F","name":"F","annotation":"",
        "status":"created"}}}]})");
  CHECK(read.subscriptions == ids{"72057611234705431", "7"});
  CHECK_FALSE(read.damaged);
  REQUIRE(read.events.size() == 3);
  CHECK(read.events[0].what == event::kind::modified);
  CHECK(read.events[0].about.text("scope") == "export-rtctrl");
  CHECK(read.events[0].about.find("name") == nullptr);
  CHECK(read.events[1].what == event::kind::deleted);
  CHECK(read.events[1].about.dn == "uni/tn-T/out-O/instP-E");
  CHECK(read.events[2].what == event::kind::created);
  REQUIRE(read.events[2].about.find("annotation"));
  CHECK(read.events[2].about.find("annotation")->empty());
}

TEST_CASE("a subscription's id may be a list, one, a number, or missing", "[aci]") {
  CHECK(told(R"({"subscriptionId":"72057611234705431","imdata":[]})").subscriptions
        == ids{"72057611234705431"});
  CHECK(told(R"({"subscriptionId":72057611234705431,"imdata":[]})").subscriptions
        == ids{"72057611234705431"});
  CHECK(told(R"({"subscriptionId":[72057611234705431,null],"imdata":[]})").subscriptions
        == ids{"72057611234705431"});
  CHECK(told(R"({"imdata":[]})").subscriptions.empty());
}

TEST_CASE("a status nobody knows is no event, and a class nobody knows is one", "[aci]") {
  const auto read = told(
    R"({"imdata":[{"fvNew":{"attributes":{"dn":"uni/new-1","status":"created"}}},
                  {"fvOld":{"attributes":{"dn":"uni/old-1","status":"moved"}}},
                  {"fvOld":{"attributes":{"dn":"uni/old-1"}}}]})");
  REQUIRE(read.events.size() == 1);
  CHECK(read.events.front().about.class_name == "fvNew");
  CHECK_FALSE(read.damaged);
}

TEST_CASE("one object that does not read spoils no other, and is told", "[aci]") {
  for (const auto* bad : {R"({"x":{"attributes":{"dn":7,"status":"created"}}})", R"({"x":{}})", "7",
                          R"({"x":{"attributes":{"status":"deleted"}}})"}) {
    CAPTURE(bad);
    const auto read
      = told(R"({"imdata":[)" + std::string{bad}
             + R"(,{"fvNew":{"attributes":{"dn":"uni/new-1","status":"deleted"}}}]})");
    CHECK(read.damaged);
    CHECK(read.events.size() == 1);
  }
}

TEST_CASE("a frame that is no list of objects is malformed", "[aci]") {
  for (const auto* text : {"", "pong", "{", "[]", "{}", R"({"imdata":null})", "\xff\xff"}) {
    CAPTURE(text);
    const auto read = read_frame(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::malformed);
  }
}
