#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include "tests/cluster/failures.hpp"

#include <catch2/catch.hpp>

namespace weft::tests {

namespace {

bool failed = false;

class failure_listener : public Catch::TestEventListenerBase {
public:
  using TestEventListenerBase::TestEventListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo&) override { failed = false; }

  bool assertionEnded(const Catch::AssertionStats& one) override {
    failed = failed || !one.assertionResult.isOk();
    return false;
  }
};

CATCH_REGISTER_LISTENER(failure_listener)

} // namespace

bool has_failed() {
  return failed;
}

} // namespace weft::tests
