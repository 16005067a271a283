#include "protocol/velocloud/names.hpp"

#include "protocol/sha256.hpp"

#include <algorithm>
#include <charconv>

namespace weft::velocloud {

namespace {

constexpr std::size_t guid_length = 36;

/// The part of a mark that names the cluster: "76656c6f-CCCC-8CCC-".
std::string cluster_prefix(std::string_view cluster_id) {
  const auto hex = to_hex(sha256(cluster_id), 4);
  return "76656c6f-" + hex.substr(0, 4) + "-8" + hex.substr(4, 3) + "-";
}

} // namespace

std::string folded(std::string_view id) {
  std::string out{id};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string rule_id(std::string_view cluster_id, std::string_view uid) {
  auto digest = sha256(uid);
  // The variant bits come first, so the 62 bits move right by two.
  std::uint64_t tail = 0;
  for (std::size_t i = 0; i < 8; ++i)
    tail = tail << 8 | digest[i];
  tail = tail >> 2 | std::uint64_t{1} << 63;
  for (std::size_t i = 0; i < 8; ++i)
    digest[i] = static_cast<std::uint8_t>(tail >> (56 - 8 * i));
  const auto hex = to_hex(digest, 8);
  return cluster_prefix(cluster_id) + hex.substr(0, 4) + "-" + hex.substr(4);
}

mark mark_of(std::string_view rule_logical_id, std::string_view cluster_id) {
  const auto id = folded(rule_logical_id);
  if (id.size() != guid_length || !id.starts_with("76656c6f-") || id[14] != '8'
      || std::string_view{"89ab"}.find(id[19]) == std::string_view::npos)
    return mark::none;
  return id.starts_with(cluster_prefix(cluster_id)) ? mark::ours : mark::other;
}

std::string target_key(std::string_view vco, std::int64_t profile) {
  return std::string{domain_name} + "/" + std::string{vco} + "/" + std::to_string(profile);
}

std::optional<std::int64_t> profile_of(std::string_view target) {
  const auto slash = target.rfind('/');
  if (slash == target.npos || !target.starts_with(domain_name))
    return std::nullopt;
  std::int64_t id = 0;
  const auto* last = target.data() + target.size();
  const auto [end, error] = std::from_chars(target.data() + slash + 1, last, id);
  return error == std::errc{} && end == last ? std::optional{id} : std::nullopt;
}

} // namespace weft::velocloud
