#include "protocol/aci/records.hpp"
#include "protocol/aci/spelling.hpp"
#include "tests/printing.hpp"

#include <rapidcheck.h>

using namespace weft;
using namespace weft::aci;

TEST_CASE("the mark is the original's, and a cluster id makes it ours alone", "[aci]") {
  CHECK(marker_of("") == "orchestrator:aci-k8-haystack");
  CHECK(marker_of("c1") == "orchestrator:aci-k8-haystack:c1");
}

TEST_CASE("a subnet is named after its claimant, cut to 63 bytes", "[aci]") {
  CHECK(subnet_name({"Pod", "ns", "a"}) == "ns::a");
  CHECK(subnet_name({"Pod", std::string(40, 'n'), std::string(40, 'p')})
        == std::string(40, 'n') + "::" + std::string(21, 'p'));
  CHECK(subnet_name({"Pod", std::string(62, 'n'), "p"}) == std::string(62, 'n') + ":");
}

TEST_CASE("a name is recognised without being built", "[aci]") {
  CHECK(rc::check([] {
    const auto text = [](int most) {
      return *rc::gen::resize(
        most, rc::gen::container<std::string>(rc::gen::elementOf(std::string{"ab:"})));
    };
    const object_key one{"Pod", text(70), text(70)};
    const object_key other{"Pod", text(3), text(3)};
    RC_ASSERT(is_subnet_name(subnet_name(one), one));
    RC_ASSERT(is_subnet_name(subnet_name(one), other) == (subnet_name(one) == subnet_name(other)));
    RC_ASSERT(!is_subnet_name(subnet_name(one) + "x", one));
  }));
}

TEST_CASE("a scope is a set of flags in whatever order they are told", "[aci]") {
  CHECK(read_scope("shared-security,import-security")
        == (scope::shared_security | scope::import_security));
  CHECK(read_scope("") == 0);
  CHECK(read_scope("import-security,,new-flag,") == scope::import_security);
  CHECK(write_scope(31)
        == "import-rtctrl,export-rtctrl,import-security,shared-security,shared-rtctrl");
  for (unsigned flags = 0; flags < 32; ++flags)
    CHECK(read_scope(write_scope(static_cast<std::uint8_t>(flags))) == flags);
}
