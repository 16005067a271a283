#include "adapters/k8s/core/exchange.hpp"

#include "protocol/percent.hpp"

namespace weft::k8s::server {

parameters read_query(std::string_view query) {
  parameters out;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    const auto name = pair.substr(0, pair.find('='));
    const auto held = name.size() < pair.size() ? pair.substr(name.size() + 1) : "";
    if (!name.empty())
      out.emplace(query_decoded(name), query_decoded(held));
    query.remove_prefix(pair.size() < query.size() ? pair.size() + 1 : pair.size());
  }
  return out;
}

} // namespace weft::k8s::server
