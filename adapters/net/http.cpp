#include "adapters/net/http.hpp"

#include <algorithm>
#include <cctype>

namespace weft::net {

std::string_view find(const headers& all, std::string_view name) {
  auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a))
           == std::tolower(static_cast<unsigned char>(b));
  };
  for (const auto& [field, held] : all)
    if (std::equal(field.begin(), field.end(), name.begin(), name.end(), same))
      return held;
  return {};
}

} // namespace weft::net
