#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

/// Row 18: an annotation that names another EEPG.
using namespace weft;
using namespace weft::simulation;

namespace {

constexpr int pods = 20;

/// Opens the scene with a Deployment of twenty Pods in A, in batches of eight.
struct moving_scene : fabric_scene {
  moving_scene() : fabric_scene(in_small_batches()) {}

  static world_shape in_small_batches() {
    auto shape = on_fabric();
    shape.fabric.batch_children = 8;
    return shape;
  }

  void open_in_a() {
    open();
    deploy(*this, "web", order_for("A"));
    addresses = run_pods(*this, "web", pods);
    REQUIRE(sees([&] { return prefixes("A").size() == pods; }));
    run_for(15s);
    count_anew();
  }

  /// How many prefixes went in one commit and came in another one.
  std::size_t torn_moves() const {
    using enum aci::sim::transaction_entry::edit::kind;
    std::size_t torn = 0;
    for (const auto& one : commits()) {
      std::map<std::string, int> balance;
      for (const auto& edit : one.edits)
        if (const auto where = aci::read_place(edit.dn); where && !where->prefix.empty())
          balance[std::string{where->prefix}] += edit.what == created   ? 1
                                                 : edit.what == deleted ? -1
                                                                        : 0;
      torn += static_cast<std::size_t>(
        std::ranges::count_if(balance, [](const auto& of) { return of.second != 0; }));
    }
    return torn;
  }

  texts addresses;
};

} // namespace

TEST_CASE("aci row 18: what moves to another EEPG of the tenant goes and comes in one commit, "
          "prefix by prefix",
          "[aci]") {
  moving_scene here;
  const bool other_out = GENERATE(false, true);
  const std::string out = other_out ? "P" : "O";
  here.apic.make_out("T", "P", here.apic_time());
  here.open_in_a();
  ask_for(here, "web", order_for("B", {}, out));
  REQUIRE(here.sees([&] { return here.prefixes("B", out).size() == pods; }));
  here.run_for(15min);
  CHECK_FALSE(here.has(eepg_dn("A")));
  CHECK(here.torn_moves() == 0);
  CHECK(here.counted().writes() <= 8);
  CHECK(here.counted().deletes <= 1);
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 18: an administrator's EEPG stays when the last Deployment leaves it", "[aci]") {
  moving_scene here;
  here.admin_sets(eepg_dn("A"), {{"descr", "of the administrator"}});
  here.open_in_a();
  ask_for(here, "web", order_for("B"));
  REQUIRE(here.sees([&] { return here.prefixes("B").size() == pods; }));
  here.run_for(15min);
  CHECK(here.prefixes("A") == texts{});
  CHECK(here.at(eepg_dn("A"), "descr") == "of the administrator");
  CHECK(here.torn_moves() == 0);
  CHECK(here.counted().deletes == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 18: an EEPG that another Deployment refers to stays, with its prefixes",
          "[aci]") {
  moving_scene here;
  here.open_in_a();
  deploy(here, "other", order_for("A"));
  run_pod(here, "other", "other-0", {"10.9.0.1"});
  REQUIRE(here.sees([&] { return here.holds("A", "10.9.0.1/32"); }));
  here.count_anew();
  ask_for(here, "web", order_for("B"));
  REQUIRE(here.sees([&] { return here.prefixes("B").size() == pods; }));
  here.run_for(15min);
  CHECK(here.prefixes("A") == texts{"10.9.0.1/32"});
  CHECK(here.torn_moves() == 0);
  CHECK(here.counted().deletes == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 18: a move that is taken back half-way ends where it began", "[aci]") {
  moving_scene here;
  here.open_in_a();
  ask_for(here, "web", order_for("B"));
  REQUIRE(here.sees([&] { return !here.prefixes("B").empty(); }));
  ask_for(here, "web", order_for("A"));
  REQUIRE(here.sees([&] { return here.prefixes("A").size() == pods; }));
  here.run_for(15min);
  CHECK_FALSE(here.has(eepg_dn("B")));
  CHECK(here.prefixes("A").size() == pods);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 18: across tenants what moves is gone before it comes", "[aci]") {
  moving_scene here;
  here.apic.make_out("T2", "O", here.apic_time());
  here.open_in_a();
  ask_for(here, "web", order_for("B", {}, "O", "T2"));
  const std::string there = "uni/tn-T2/out-O/instP-B";
  REQUIRE(here.sees([&] { return here.apic.tree().children(there).size() == pods; }));
  here.run_for(15min);
  CHECK_FALSE(here.has(eepg_dn("A")));
  CHECK(here.apic.tree().children(there).size() == pods);
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 18: a move whose answers are lost ends all the same", "[aci]") {
  moving_scene here;
  here.open_in_a();
  aci::sim::disturbance lost;
  lost.how = aci::sim::disturbance::way::reset_after;
  lost.method = "POST";
  lost.part = "/api/mo/";
  lost.times = 2;
  here.apic.inject(lost);
  ask_for(here, "web", order_for("B"));
  REQUIRE(here.sees([&] { return here.prefixes("B").size() == pods; }, 1min));
  here.run_for(15min);
  CHECK_FALSE(here.has(eepg_dn("A")));
  CHECK(here.torn_moves() == 0);
  CHECK(here.blemishes() == texts{});
}
