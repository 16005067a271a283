#pragma once

#include "protocol/json/value.hpp"

#include <string>
#include <vector>

namespace weft::tests {

/// One rule as the simulated VCO lists it: every column is text.
/// @see adapters/velocloud/sim/control.hpp
struct listed_rule {
  std::string profile;
  std::string segment;
  std::string name;
  std::string hostname;
  std::string port;
  std::string service_class;
  std::string priority;
  std::string cap;
  std::string link;
  std::string group;
  std::string id;

  /// Whether weft made it. @see velocloud.md 8.4
  bool ours() const { return id.starts_with("76656c6f-"); }
};

/// The answer to `GET /weft/rules`; empty when it is none.
std::vector<listed_rule> read_rules(const json::value& table);

} // namespace weft::tests
