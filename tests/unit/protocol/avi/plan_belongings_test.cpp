#include "tests/unit/protocol/avi/avi_stage.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

/// A controller on which the Services a and b of namespace shop have been placed.
struct avi_remains : avi_stage {
  avi_remains() {
    put(service("a", {"TCP/80"}));
    put(service("b", {"TCP/80"}));
    settle();
  }

  std::string here() const { return belongings_target(how); }

  /// As after a restart during which a Service has gone.
  void forget(const std::string& name) {
    take(service_kind, "shop", name);
    parts.clear();
  }

  std::set<std::string> sweeps() {
    sweep = true;
    speak();
    return planned(here()).sweeps;
  }
};

} // namespace

TEST_CASE("A42: objects of a Service that went unseen go by a sweep, and no others", "[avi]") {
  avi_remains m;
  m.forget("b");
  CHECK(m.settle().empty());
  CHECK(m.controller.has("virtualservice", "S1-AZ1--shop-b"));
  CHECK(m.sweeps()
        == std::set<std::string>{"l4policyset/S1-AZ1--shop-b", "pool/S1-AZ1--shop-b-TCP-80",
                                 "virtualservice/S1-AZ1--shop-b", "vsvip/S1-AZ1--shop-b"});
  CHECK(m.planned(m.here()).ours == 8);
  CHECK(m.settle().empty());
  for (const auto* of : {"virtualservice", "vsvip", "l4policyset"}) {
    CHECK_FALSE(m.controller.has(of, "S1-AZ1--shop-b"));
    CHECK(m.controller.has(of, "S1-AZ1--shop-a"));
  }
}

TEST_CASE("A49: nothing goes before every source has spoken", "[avi]") {
  avi_remains m;
  m.forget("b");
  m.forget("a");
  m.may_remove = false;
  CHECK(m.sweeps().empty());
  CHECK(m.planned(m.here()).work == nullptr);
}

TEST_CASE("the brake counts everything that would go at once", "[avi]") {
  avi_stage m;
  for (int i = 0; i < 5; ++i)
    m.put(avi_cluster::service("s" + std::to_string(i), {"TCP/80"}));
  m.settle();
  m.objects.clear();
  m.parts.clear();
  m.sweep = true;
  m.speak();
  const auto what = m.planned(belongings_target(m.how));
  CHECK(what.sweeps.size() == 20);
  CHECK(exceeds(what, make_domain(m.how).limits));
}

TEST_CASE("objects of others, and of Ingresses, stay whatever they are called", "[avi]") {
  avi_remains m;
  const auto marks = [](const std::string& cluster) {
    return json::value::list(
      {json::value::of({{"key", "clustername"}, {"values", json::value::list({cluster})}})});
  };
  m.controller.put("pool", "S1-AZ1--theirs", {{"created_by", "somebody"}});
  m.controller.put("virtualservice", "S1-AZ1--shared",
                   {{"created_by", "ako-S1-AZ1"}, {"type", "VS_TYPE_VH_PARENT"}});
  m.controller.put("pool", "S1-AZ1--foo.com-ing", {{"created_by", "ako-S1-AZ1"}});
  m.controller.put("vsvip", "my-S1-AZ1--x", {{"markers", marks("my-S1-AZ1")}});
  m.controller.put("vsvip", "S1-AZ1--b--x", {{"markers", marks("S1-AZ1--b")}});
  m.controller.put("vsvip", "S1-AZ1--unmarked", {{"east_west_placement", false}});
  m.controller.put("vsvip", "S1-AZ1--Shared-L7-0", {{"markers", marks("S1-AZ1")}});
  CHECK(m.sweeps().empty());
  m.controller.put("vsvip", "S1-AZ1--left", {{"markers", marks("S1-AZ1")}});
  CHECK(m.sweeps() == std::set<std::string>{"vsvip/S1-AZ1--left"});
}

TEST_CASE("what something else refers to is left until that has gone", "[avi]") {
  avi_remains m;
  m.forget("b");
  m.controller.put("virtualservice", "by-hand",
                   {{"created_by", "me"}, {"vsvip_ref", "https://ctl/api/vsvip/v#S1-AZ1--shop-b"}});
  const auto all = m.sweeps();
  CHECK(all.size() == 3);
  CHECK_FALSE(all.contains("vsvip/S1-AZ1--shop-b"));
}

TEST_CASE("A29: where the configuration is to go, all of ours goes without a sweep", "[avi]") {
  avi_remains m;
  m.controller.put("pool", "theirs", {{"created_by", "somebody"}});
  m.forget("b");
  m.how.delete_config = true;
  CHECK(m.settle().empty());
  for (const auto* of : {"virtualservice", "vsvip", "l4policyset", "pool"})
    for (const auto& [which, held] : m.controller.all)
      CHECK((which.type != of || which.name == "theirs"));
}
