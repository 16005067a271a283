#include "protocol/aci/records.hpp"

#include "protocol/aci/dn.hpp"

namespace weft::aci {

/// Claims are in the order of their prefixes.
std::vector<std::pair<std::string, std::string>> wished_eepg::tell() const {
  std::vector<std::pair<std::string, std::string>> out{{"EEPG", dn_of(where)}};
  for (auto i = claims.begin(); i != claims.end();) {
    const auto& prefix = i->prefix;
    std::string whose;
    for (; i != claims.end() && i->prefix == prefix; ++i)
      whose.append(whose.empty() ? "of " : " and ").append(to_string(i->from));
    out.emplace_back(prefix, whose + ", at " + dn_of(where, prefix));
  }
  return out;
}

} // namespace weft::aci
