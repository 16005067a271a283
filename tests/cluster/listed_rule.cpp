#include "tests/cluster/listed_rule.hpp"

#include "tests/text_at.hpp"

namespace weft::tests {

std::vector<listed_rule> read_rules(const json::value& table) {
  std::vector<listed_rule> out;
  if (!table.is_array())
    return out;
  for (const auto& one : *table.as_array()) {
    auto column = [&one](std::string_view name) { return text_at(one, {name}); };
    out.push_back({column("profile"), column("segment"), column("name"), column("hostname"),
                   column("port"), column("class"), column("priority"), column("cap"),
                   column("link"), column("group"), column("id")});
  }
  return out;
}

} // namespace weft::tests
