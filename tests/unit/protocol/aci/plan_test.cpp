#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

const std::string our_mark{plain_marker};

} // namespace

TEST_CASE_METHOD(stage, "a Deployment makes its EEPG with name and mark and nothing else",
                 "[aci]") {
  run("web", e, {});
  settle();
  REQUIRE(apic.has(dn_of(e)));
  CHECK(
    bodies
    == texts{R"({"l3extInstP":{"attributes":{"name":"E","annotation":")" + our_mark + R"("}}})"});
  CHECK(word_on("web") == "placed/");
}

TEST_CASE_METHOD(stage, "an EEPG that is somebody's stays as it is to the byte", "[aci]") {
  make(e);
  const auto before = apic.all;
  run("web", e, {});
  settle();
  CHECK(apic.all == before);
  CHECK(apic.posts == 0);
  run("web", e, {"10.1.1.5/32"});
  settle();
  CHECK(apic.all.at(dn_of(e)) == before.at(dn_of(e)));
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(bodies.back().find(R"({"name":"E","status":"modified"})") != std::string::npos);
}

TEST_CASE_METHOD(stage, "an address is published with its scope, our mark and its Pod's name",
                 "[aci]") {
  run("web", e, {"10.244.1.5/32"});
  settle();
  const auto dn = dn_of(e, "10.244.1.5/32");
  CHECK(apic.at(dn, "scope") == "import-security");
  CHECK(apic.at(dn, "annotation") == our_mark);
  CHECK(apic.at(dn, "name") == "shop::web-0");
  CHECK(bodies.size() == 1);
}

TEST_CASE_METHOD(stage, "both addresses of a Pod are published as single hosts", "[aci]") {
  wish_for("web", e, {pod("10.244.1.5/32", "web-0"), pod("2001:db8::5/128", "web-0")});
  settle();
  CHECK(apic.prefixes(e) == texts{"10.244.1.5/32", "2001:db8::5/128"});
}

TEST_CASE_METHOD(stage, "what is wished and there causes no write, now or after a restart",
                 "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  CHECK(apic.posts == 1);
  restart();
  CHECK(apic.posts == 1);
  CHECK(apic.deletes == 0);
}

TEST_CASE_METHOD(stage, "a Pod that goes takes its prefix along and no other", "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  run("web", e, {"10.1.1.5/32"});
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(bodies.back().find("10.1.1.5") == std::string::npos);
}

TEST_CASE_METHOD(stage, "a Service that loses one of two addresses keeps the other untouched",
                 "[aci]") {
  wish_for("web", e, {service("192.0.2.1/32", "lb"), service("192.0.2.2/32", "lb")});
  settle();
  CHECK(apic.at(dn_of(e, "192.0.2.1/32"), "name") == "shop::lb");
  wish_for("web", e, {service("192.0.2.1/32", "lb")});
  settle();
  CHECK(apic.prefixes(e) == texts{"192.0.2.1/32"});
  CHECK(bodies.back().find("192.0.2.1") == std::string::npos);
}

TEST_CASE_METHOD(stage, "a Deployment that goes takes its managed EEPG along with one DELETE",
                 "[aci]") {
  run("web", e, addresses(30));
  settle();
  stop("web");
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK(apic.prefixes(e).empty());
  CHECK(apic.deletes == 1);
  CHECK(apic.posts == 1);
}

TEST_CASE_METHOD(stage, "a Deployment that goes leaves somebody's EEPG with all that is not ours",
                 "[aci]") {
  make(e);
  make(e, "10.9.0.0/16", "");
  const auto before = apic.all;
  run("web", e, {"10.1.1.5/32"});
  settle();
  stop("web");
  settle();
  CHECK(apic.all == before);
  CHECK(apic.deletes == 0);
}

TEST_CASE_METHOD(stage, "an EEPG stays until the last of its Deployments goes", "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.7/32"});
  run("api", e, {"10.1.1.6/32", "10.1.1.7/32"});
  settle();
  CHECK(apic.prefixes(e).size() == 3);
  stop("web");
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.6/32", "10.1.1.7/32"});
  CHECK(apic.at(dn_of(e, "10.1.1.7/32"), "name") == "shop::api-1");
  stop("api");
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
}

TEST_CASE_METHOD(stage, "an annotation that comes later publishes what runs already", "[aci]") {
  read(out);
  settle();
  CHECK(apic.posts == 0);
  run("web", e, addresses(3));
  settle();
  CHECK(apic.prefixes(e).size() == 3);
}

TEST_CASE_METHOD(stage, "without its L3Out nothing is posted, and with it everything", "[aci]") {
  apic.erase(dn_of(out));
  run("web", e, {"10.1.1.5/32"});
  settle();
  CHECK(apic.posts == 0);
  CHECK(word_on("web") == "pending/WaitingForL3Out");
  CHECK(verdict_on("web").message == "tenant T or its L3Out O does not exist");
  apic.add_out(out);
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(word_on("web") == "placed/");
}

TEST_CASE_METHOD(stage, "what has not been read is neither written nor removed", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  known.follow(parts);
  const auto what = planned();
  CHECK_FALSE(what.next);
  CHECK(what.verdicts.at(deployment("web")).how_far == progress::pending);
  CHECK(what.verdicts.at(deployment("web")).message == "T/O has not been read yet");
}

TEST_CASE_METHOD(stage, "nothing is removed before every source has spoken", "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  may_remove = false;
  run("web", e, {"10.1.1.5/32", "10.1.1.7/32"});
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32", "10.1.1.6/32", "10.1.1.7/32"});
  stop("web");
  settle();
  CHECK(apic.prefixes(e).size() == 3);
  may_remove = true;
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
}

TEST_CASE_METHOD(stage, "a closed tenant parks its own Deployments and no others", "[aci]") {
  apic.add_out({"U", "O"});
  run("web", e, {"10.1.1.5/32"});
  run("api", {"U", "O", "E"}, {"10.1.1.6/32"});
  run("far", {"T", "P", "E"}, {"10.1.1.7/32"});
  apic.add_out({"T", "P"});
  known.close("T", "not allowed");
  settle();
  CHECK(word_on("web") == "pending/ApicRejected");
  CHECK(verdict_on("far").message == "tenant T: not allowed");
  CHECK(word_on("api") == "placed/");
  CHECK(apic.prefixes(e).empty());
  known.gap();
  reconnect();
  CHECK(apic.prefixes(e).empty());
  known.open("T");
  settle();
  CHECK(word_on("web") == "placed/");
}

TEST_CASE_METHOD(stage, "an L3Out that cannot be read parks nobody else of its tenant", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  run("far", {"T", "P", "E"}, {"10.1.1.7/32"});
  apic.add_out({"T", "P"});
  read_on();
  known.take_denied({"T", "P"}, "too big");
  settle();
  CHECK(word_on("web") == "placed/");
  CHECK(word_on("far") == "pending/ApicRejected");
  CHECK(verdict_on("far").message == "T/P: too big");
  read({"T", "P"});
  settle();
  CHECK(word_on("far") == "placed/");
}

TEST_CASE_METHOD(stage, "a wish that says to leave be changes nothing and loses nothing", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  settle();
  wish_for("web", e, {pod("10.1.1.5/32", "web-0"), pod("10.1.1.6/32", "web-1")}, "v1",
           wish::leave_be);
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(word_on("web") == "declined/");
  wish_for("web", e, {pod("10.1.1.5/32", "web-0")}, "v1", wish::remove);
  CHECK(word_on("web") == "pending/Pending");
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK(word_on("web") == "absent/");
}
