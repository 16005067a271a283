#include "adapters/cni/privileges.hpp"

#include <linux/capability.h>

#include <charconv>
#include <cstdint>

namespace weft::cni {

namespace {

/// Nothing where it does not read: then none is known to be there.
std::uint64_t effective_in(std::string_view status) {
  constexpr std::string_view name = "\nCapEff:\t";
  constexpr int hexadecimal = 16;
  std::uint64_t out = 0;
  if (const auto at = status.find(name); at != status.npos) {
    const auto digits = status.substr(at + name.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), out, hexadecimal);
  }
  return out;
}

} // namespace

std::vector<std::string> lacking_privileges(std::string_view status) {
  struct needed {
    unsigned bit;
    std::string_view name;
  };
  const auto has = effective_in(status);
  std::vector<std::string> out;
  for (const auto& [bit, name] :
       {needed{CAP_NET_ADMIN, "CAP_NET_ADMIN"}, needed{CAP_SYS_ADMIN, "CAP_SYS_ADMIN"}})
    if ((has >> bit & 1U) == 0)
      out.emplace_back(name);
  return out;
}

} // namespace weft::cni
