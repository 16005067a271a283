#include "tests/contract/k8s/apiserver_suite.hpp"

#include "tests/contract/k8s/cases.hpp"

namespace weft::k8s::contract {

const std::vector<contract_case>& apiserver_cases() {
  static const auto all = [] {
    std::vector<contract_case> out;
    add_writing_cases(out);
    add_reading_cases(out);
    add_watching_cases(out);
    add_schema_cases(out);
    add_apply_cases(out);
    add_lifecycle_cases(out);
    return out;
  }();
  return all;
}

} // namespace weft::k8s::contract
