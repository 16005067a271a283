#include "protocol/aci/spelling.hpp"

#include "protocol/aci/records.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::aci {

namespace {

constexpr std::size_t longest_name = 63;
constexpr std::string_view between = "::";

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 5> scope_words{{
  {"import-rtctrl", scope::import_rtctrl},
  {"export-rtctrl", scope::export_rtctrl},
  {"import-security", scope::import_security},
  {"shared-security", scope::shared_security},
  {"shared-rtctrl", scope::shared_rtctrl},
}};

/// Takes `part` off the front of `text`, or as much of it as the room allows.
bool takes(std::string_view& text, std::size_t& room, std::string_view part) {
  const auto expected = part.substr(0, room);
  if (!text.starts_with(expected))
    return false;
  text.remove_prefix(expected.size());
  room -= expected.size();
  return true;
}

} // namespace

std::string marker_of(std::string_view cluster_id) {
  std::string out{plain_marker};
  if (!cluster_id.empty())
    out.append(":").append(cluster_id);
  return out;
}

std::string subnet_name(const object_key& from) {
  std::string out = from.ns;
  out.append(between).append(from.name);
  out.resize(std::min(out.size(), longest_name));
  return out;
}

bool is_subnet_name(std::string_view text, const object_key& from) {
  std::size_t room = longest_name;
  return takes(text, room, from.ns) && takes(text, room, between) && takes(text, room, from.name)
         && text.empty();
}

std::uint8_t read_scope(std::string_view words) {
  unsigned flags = 0;
  while (!words.empty()) {
    const auto end = std::min(words.find(','), words.size());
    for (const auto& [word, flag] : scope_words)
      if (words.substr(0, end) == word)
        flags |= flag;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return static_cast<std::uint8_t>(flags);
}

std::string write_scope(std::uint8_t flags) {
  std::string out;
  for (const auto& [word, flag] : scope_words)
    if ((flags & flag) != 0)
      out.append(out.empty() ? "" : ",").append(word);
  return out;
}

} // namespace weft::aci
