#include "tests/unit/protocol/avi/avi_stage.hpp"

#include <rapidcheck.h>

using namespace weft;
using namespace weft::avi;

namespace {

/// A few Services with whatever ports and endpoints, and people at work on the controller.
struct random_shop : avi_stage {
  random_shop() { wish_something(); }

  static std::string one_of(const words& all) { return *rc::gen::elementOf(all); }

  void wish_something() {
    for (const auto* name : {"a", "b", "c"}) {
      if (*rc::gen::inRange(0, 5) == 0) {
        take(service_kind, "shop", name);
        continue;
      }
      words ports;
      for (int i = *rc::gen::inRange(1, 4); i > 0; --i)
        ports.push_back(one_of({"TCP/", "UDP/"}) + std::to_string(80 + i) + "/p"
                        + std::to_string(i));
      auto document = service(name, ports);
      if (*rc::gen::inRange(0, 3) == 0)
        annotate(document, annotation::shared_vip, "front");
      put(document);
      words endpoints;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        endpoints.push_back("10.1.1." + std::to_string(i) + one_of({"", "!"}));
      put(slice(std::string{name} + "-1", name, "TCP/80/p1", endpoints));
    }
  }

  /// Somebody changes or takes away a thing, ours or not, that nothing refers to by force.
  void disturb() {
    if (controller.all.empty())
      return;
    auto at = controller.all.begin();
    std::advance(at, *rc::gen::inRange(0, static_cast<int>(controller.all.size())));
    auto& [which, object] = *at;
    if (which.type == type::pool && *rc::gen::arbitrary<bool>()) {
      controller.all.erase(at);
      return;
    }
    if (which.type == type::virtual_service)
      object.set("traffic_enabled", false);
    else if (which.type == type::pool)
      object.set("servers", json::array{});
    object.set("theirs", ++count);
    controller.touch(which.type, which.name);
  }

  std::int64_t count = 0;
};

} // namespace

TEST_CASE("whatever is wished and disturbed, legal batches lead to it and then rest", "[avi]") {
  CHECK(rc::check([] {
    random_shop m;
    for (int round = 0; round < 3; ++round) {
      RC_ASSERT(m.settle() == words{});
      std::set<object_name> claimed;
      for (const auto& [who, part] : m.parts[belongings_target(m.how)])
        if (part->what == wish::place)
          claimed.merge(std::set{as<claimed_names>(part->body).all});
      std::set<object_name> losers;
      for (const auto& [target, all] : m.parts)
        for (const auto& [who, said] : m.planned(target).verdicts) {
          RC_ASSERT_FALSE(said.changes);
          if (said.how_far == progress::declined)
            for (const auto& one :
                 as<claimed_names>(m.parts[belongings_target(m.how)].at(who)->body).all)
              if (one.type == type::pool)
                losers.insert(one);
        }
      for (const auto& one : claimed)
        RC_ASSERT((m.controller.all.contains(one) || losers.contains(one)));
      for (const auto& [which, held] : m.controller.all)
        if (which.type == type::pool)
          RC_ASSERT(claimed.contains(which));
      const auto writes = m.controller.log.size();
      m.parts.clear(); // as after a restart
      RC_ASSERT(m.settle() == words{});
      RC_ASSERT(m.controller.log.size() == writes);
      m.disturb();
      m.wish_something();
    }
  }));
}

TEST_CASE("what others have written into an object of ours survives every write", "[avi]") {
  CHECK(rc::check([] {
    random_shop m;
    m.settle();
    std::map<object_name, json::value> theirs;
    for (auto& [which, held] : m.controller.all) {
      held.set("theirs", json::value::of({{"n", ++m.count}}));
      theirs.emplace(which, *held.find("theirs"));
    }
    m.wish_something();
    m.settle();
    for (const auto& [which, held] : theirs)
      if (m.controller.all.contains(which))
        RC_ASSERT(*m.controller.all.at(which).find("theirs") == held);
  }));
}

TEST_CASE("a batch writes nothing that is not ours", "[avi]") {
  CHECK(rc::check([] {
    random_shop m;
    for (const auto* name : {"S1-AZ1--shop-a", "S1-AZ1--shop-front"})
      if (*rc::gen::arbitrary<bool>())
        m.controller.put("l4policyset", name, {{"created_by", "somebody"}});
    const auto before = m.controller.all;
    m.sweep = true;
    m.settle();
    m.wish_something();
    m.settle();
    for (const auto& [which, held] : before)
      if (which.type == type::policy)
        RC_ASSERT(m.controller.all.at(which) == held);
  }));
}
