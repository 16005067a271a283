#include "adapters/settings/writer.hpp"

#include "adapters/settings/keys.hpp"
#include "protocol/json/value.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace weft::config {

namespace {

constexpr std::string_view plain_signs = "_./=+-";

bool is_plain(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && is_word(text.front()) && std::ranges::all_of(text, [&](char c) {
    return is_word(c) || plain_signs.find(c) != plain_signs.npos;
  });
}

std::string scalar(const std::string& text) {
  if (is_plain(text))
    return text;
  std::string out;
  json::append_quoted(out, text); // a quoted text of JSON is one of YAML
  return out;
}

std::string sequence(const std::string& between_commas) {
  std::istringstream all{between_commas};
  std::string out;
  for (std::string one; std::getline(all, one, ',');)
    out += (out.empty() ? "" : ", ") + scalar(one);
  return "[" + out + "]";
}

} // namespace

std::string write_yaml(const settings& what) {
  static const settings defaults;
  std::string out;
  std::string_view begun;
  for (const auto& one : keys()) {
    const auto text = one.show(what);
    if (!one.from_file || text == one.show(defaults))
      continue;
    const auto dot = one.path.find('.');
    const auto section = std::string_view{one.path}.substr(0, dot);
    if (begun != section)
      out.append(section).append(":\n");
    begun = section;
    out
      += "  " + one.path.substr(dot + 1) + ": " + (one.list ? sequence(text) : scalar(text)) + "\n";
  }
  return out;
}

} // namespace weft::config
