#include "tests/unit/protocol/velocloud/module.hpp"

using namespace weft;
using namespace weft::velocloud;

TEST_CASE_METHOD(module_of_101, "an adoption that is on record and not written yet is written",
                 "[velocloud]") {
  auto old = shipped_template();
  mend(old, as<bp_record>(put_rule("x", velokube1)->body).spec);
  index.objects.clear();
  rules().insert(rules().begin() + 1, old);
  const auto who = give("velokube1", velokube1);
  record_evidence(planned());
  CHECK(settle() == 1);
  CHECK(id_of(rules()[1]) == rule_id(how.cluster_id, who.uid));
}
