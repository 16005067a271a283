#include "protocol/aci/records.hpp"

#include "protocol/aci/dn.hpp"

namespace weft::aci {

namespace {

constexpr std::size_t most_told = 100; ///< prefixes

std::size_t count_prefixes(std::vector<claim>::const_iterator first,
                           std::vector<claim>::const_iterator last) {
  std::size_t out = 0;
  for (const std::string* before = nullptr; first != last; before = &first->prefix, ++first)
    out += !before || *before != first->prefix ? 1 : 0;
  return out;
}

} // namespace

/// Claims are in the order of their prefixes.
std::vector<std::pair<std::string, std::string>> wished_eepg::tell() const {
  std::vector<std::pair<std::string, std::string>> out{{"EEPG", dn_of(where)}};
  for (auto i = claims.begin(); i != claims.end();) {
    if (out.size() > most_told) {
      out.emplace_back("and more", std::to_string(count_prefixes(i, claims.end())) + " prefixes");
      break;
    }
    const auto& prefix = i->prefix;
    std::string whose;
    for (; i != claims.end() && i->prefix == prefix; ++i)
      whose.append(whose.empty() ? "of " : " and ").append(to_string(i->from));
    out.emplace_back(prefix, whose + ", at " + dn_of(where, prefix));
  }
  return out;
}

} // namespace weft::aci
