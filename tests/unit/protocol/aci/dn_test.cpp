#include "protocol/aci/dn.hpp"
#include "tests/printing.hpp"

#include <rapidcheck.h>

using namespace weft;
using namespace weft::aci;

namespace {

const std::string subnet_dn = "uni/tn-T/out-O/instP-E/extsubnet-[10.0.0.1/32]";

std::string bracketed() {
  return "["
         + *rc::gen::container<std::string>(
           rc::gen::elementOf(std::string{"0123456789abcdef.:/- "}))
         + "]";
}

} // namespace

TEST_CASE("a slash within brackets does not separate, however deep it stands", "[aci]") {
  CHECK(parent_of(subnet_dn) == "uni/tn-T/out-O/instP-E");
  CHECK(rns_of("a/b-[c/[d/e]/f]/g") == std::vector<std::string_view>{"a", "b-[c/[d/e]/f]", "g"});
  CHECK(parent_of("topology/pod-1/paths-101/pathep-[eth1/[2/3]]") == "topology/pod-1/paths-101");
  CHECK(parent_of("uni").empty());
}

TEST_CASE("what does not pair its brackets or leaves an RN empty is no DN", "[aci]") {
  for (const auto* text :
       {"", "/", "uni/", "/uni", "uni//tn-T", "uni/x-[1", "uni/x-1]", "uni/]x["}) {
    CAPTURE(text);
    CHECK(rns_of(text).empty());
    CHECK(parent_of(text).empty());
    CHECK(class_of(text).empty());
    CHECK_FALSE(read_place(text));
  }
}

TEST_CASE("a DN tells the class of what it names", "[aci]") {
  CHECK(class_of("uni") == mo::universe);
  CHECK(class_of("uni/tn-T") == mo::tenant);
  CHECK(class_of("uni/tn-T/out-O") == mo::l3out);
  CHECK(class_of("uni/tn-T/out-O/rsectx") == mo::vrf);
  CHECK(class_of("uni/tn-T/out-O/instP-E") == mo::eepg);
  CHECK(class_of(subnet_dn) == mo::subnet);
  CHECK(class_of("uni/tn-T/out-O/instP-E/rsprov-C") == mo::provided);
  CHECK(class_of("uni/tn-T/out-O/instP-E/rscons-C") == mo::consumed);
  CHECK(class_of(subnet_dn + "/annotationKey-[k]") == mo::tag);
  CHECK(class_of("uni/tn-T/BD-B").empty());
  CHECK(class_of("uni/out-O").empty());
  CHECK(class_of("uni/tn-").empty());
  CHECK(class_of("topology/pod-1").empty());
}

TEST_CASE("a place is read as far down as its DN goes", "[aci]") {
  const auto where = read_place(subnet_dn);
  REQUIRE(where);
  CHECK(where->eepg() == eepg_name{"T", "O", "E"});
  CHECK(where->prefix == "10.0.0.1/32");
  CHECK(read_place("uni/tn-T/out-O")->out() == l3out_name{"T", "O"});
  CHECK(read_place("uni/tn-T/out-O/rsectx")->class_name == mo::vrf);
  CHECK_FALSE(read_place("uni/tn-T"));
  CHECK_FALSE(read_place("uni/tn-T/out-O/instP-E/rsprov-C"));
  CHECK_FALSE(read_place(subnet_dn + "/annotationKey-[k]"));
}

TEST_CASE("a DN taken apart and put together is the same, whatever its brackets hold", "[aci]") {
  CHECK(rc::check([] {
    std::string dn = "uni";
    const auto count = *rc::gen::inRange(0, 5);
    for (int i = 0; i < count; ++i)
      dn += "/x-" + bracketed() + (*rc::gen::arbitrary<bool>() ? "" : "-" + bracketed());
    RC_ASSERT(join_rns(rns_of(dn)) == dn);
    RC_ASSERT(rns_of(dn).size() == static_cast<std::size_t>(count) + 1);
  }));
}

TEST_CASE("what a subnet's DN is built from is read from it again", "[aci]") {
  CHECK(rc::check([] {
    const auto name = [] {
      return *rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string{"abcXYZ019_.:-"})));
    };
    const eepg_name where{name(), name(), name()};
    const auto prefix = *rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string{"0123456789abcdef.:/"})));
    const auto dn = dn_of(where, prefix);
    const auto read = read_place(dn);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->eepg() == where);
    RC_ASSERT(read->prefix == prefix);
    RC_ASSERT(parent_of(dn) == dn_of(where));
    RC_ASSERT(parent_of(parent_of(dn)) == dn_of(where.out()));
  }));
}
