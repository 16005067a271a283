#include "tests/unit/protocol/velocloud/module.hpp"

using namespace weft;
using namespace weft::velocloud;

TEST_CASE_METHOD(module_of_101,
                 "a write says what it was made from, for whom, and which names are ours",
                 "[velocloud]") {
  const auto first = give("velokube1", velokube1);
  settle();
  auto renamed = *json::parse(velokube1);
  renamed.set("name", "other");
  give("velokube1", json::write(renamed));
  auto taken = *json::parse(velokube1); // a name that a person's rule bears
  taken.set("name", "human-1");
  taken.set("fqdn", "taken.vcn.cloud");
  const auto refused_one = give("velokube2", json::write(taken));
  const auto what = planned();
  REQUIRE(what.work);
  CHECK(what.verdicts.at(refused_one).reason == "AdoptionRefused");
  const auto& write = as<module_write>(what.work->body);
  CHECK(write.version_before == std::to_string(version));
  CHECK(as<module_state>(write.module_before).data == data);
  CHECK(write.ours == rule_names{{0, "velokube1"}, {0, "other"}});
  CHECK(write.on_behalf_of == first);
}
