#include "protocol/avi/checksum.hpp"

#include <algorithm>
#include <vector>

namespace weft::avi {

namespace {

/// Each object's members in the order of their names.
void write_ordered(std::string& out, const json::value& what) {
  if (const auto* items = what.as_array()) {
    out += '[';
    for (const auto& item : *items) {
      write_ordered(out, item);
      out += ',';
    }
    out += ']';
  } else if (const auto* members = what.as_object()) {
    std::vector<const json::member*> all;
    for (const auto& one : *members)
      all.push_back(&one);
    std::ranges::sort(all, {},
                      [](const json::member* one) { return std::string_view{one->first}; });
    out += '{';
    for (const auto* one : all) {
      json::append_quoted(out, one->first);
      write_ordered(out += ':', one->second);
      out += ',';
    }
    out += '}';
  } else {
    out += json::write(what);
  }
}

} // namespace

std::uint32_t fnv1a32(std::string_view text) {
  std::uint32_t out = 2166136261U;
  for (const char c : text)
    out = (out ^ static_cast<std::uint8_t>(c)) * 16777619U;
  return out;
}

std::string checksum_of(const json::value& body) {
  std::string text;
  write_ordered(text, body);
  return std::to_string(fnv1a32(text));
}

} // namespace weft::avi
