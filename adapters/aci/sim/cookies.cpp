#include "adapters/aci/sim/cookies.hpp"

#include <algorithm>

namespace weft::aci::sim {

cookie_jar::cookie_jar(const net::http_request& from) {
  for (const auto& field : from.fields) {
    const net::headers one{field};
    if (const auto value = net::find(one, "Cookie"); !value.empty())
      whole_.append(whole_.empty() ? "" : "; ").append(value);
  }
}

std::vector<std::string_view> cookie_jar::all(std::string_view name) const {
  std::vector<std::string_view> out;
  std::string_view rest = whole_;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' '))
      pair.remove_prefix(1);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      out.push_back(pair.substr(name.size() + 1));
  }
  return out;
}

std::string_view cookie_jar::first(std::string_view name) const {
  const auto found = all(name);
  return found.empty() ? std::string_view{} : found.front();
}

} // namespace weft::aci::sim
