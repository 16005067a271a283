#include "tests/cluster/expectation.hpp"

#include "tests/cluster/rule_line.hpp"

namespace weft::tests {

std::multiset<std::string> wanted_rules(installation& here) {
  return wanted_rules(here.objects());
}

std::multiset<std::string> held_rules(installation& here) {
  return held_rules(here.vco.rules());
}

} // namespace weft::tests
