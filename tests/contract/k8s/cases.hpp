#pragma once

#include "tests/contract/k8s/apiserver_suite.hpp"

#include <vector>

namespace weft::k8s::contract {

void add_writing_cases(std::vector<contract_case>& to);
void add_reading_cases(std::vector<contract_case>& to);
void add_watching_cases(std::vector<contract_case>& to);
void add_schema_cases(std::vector<contract_case>& to);
void add_apply_cases(std::vector<contract_case>& to);
void add_lifecycle_cases(std::vector<contract_case>& to);

} // namespace weft::k8s::contract
