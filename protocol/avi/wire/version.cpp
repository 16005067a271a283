#include "protocol/avi/wire/version.hpp"

#include <charconv>

namespace weft::avi::wire {

namespace {

constexpr std::string_view newest_known = "30.2.1";

} // namespace

std::optional<version> read_version_number(std::string_view text) {
  version out;
  std::size_t known = 0;
  const auto* at = text.data();
  const auto* last = text.data() + text.size();
  while (known < out.parts.size()) {
    const auto [end, error] = std::from_chars(at, last, out.parts[known]);
    if (error != std::errc{})
      return std::nullopt;
    ++known;
    at = end;
    if (at == last || *at != '.')
      break;
    ++at;
  }
  const bool ends = at == last || *at == '-' || *at == '(' || known == out.parts.size();
  return ends && known >= 2 ? std::optional{out} : std::nullopt;
}

std::string spoken_version(std::string_view configured, std::string_view controllers) {
  if (!configured.empty())
    return std::string{configured};
  const auto theirs = read_version_number(controllers);
  if (!theirs || *theirs > *read_version_number(newest_known))
    return std::string{newest_known};
  std::string out;
  for (const auto part : theirs->parts)
    out.append(out.empty() ? "" : ".").append(std::to_string(part));
  return out;
}

} // namespace weft::avi::wire
