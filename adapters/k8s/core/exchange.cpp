#include "adapters/k8s/core/exchange.hpp"

#include <charconv>

namespace weft::k8s::server {

std::string decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size()
        && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
    }
  }
  return out;
}

parameters read_query(std::string_view query) {
  parameters out;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    const auto name = pair.substr(0, pair.find('='));
    const auto held = name.size() < pair.size() ? pair.substr(name.size() + 1) : "";
    if (!name.empty())
      out.emplace(decoded(name, true), decoded(held, true));
    query.remove_prefix(pair.size() < query.size() ? pair.size() + 1 : pair.size());
  }
  return out;
}

} // namespace weft::k8s::server
