#include "protocol/k8s/lines.hpp"

#include "protocol/k8s/decode.hpp"

#include <utility>

namespace weft::k8s {

namespace {

constexpr std::size_t keepable_bytes = 1U << 20U;

fault too_long(std::size_t limit) {
  return {errc::malformed, "a line of more than " + std::to_string(limit) + " bytes", "", {}};
}

bool is_blank(std::string_view line) {
  return line.empty() || line == "\r";
}

/// Replaces what `into` holds by `text` and room to read on after it.
std::string_view keep(std::string& into, std::string_view text) {
  if (into.capacity() > keepable_bytes)
    into = {};
  into.reserve(text.size() + decode_padding);
  into.assign(text);
  return into;
}

} // namespace

result<void> line_splitter::feed(std::string_view piece, std::vector<std::string_view>& lines) {
  lines.clear();
  if (!begun_.empty()) {
    const auto end = piece.find('\n');
    begun_.append(piece.substr(0, end));
    if (begun_.size() > max_line_bytes_)
      return too_long(max_line_bytes_);
    if (end == piece.npos)
      return {};
    piece.remove_prefix(end + 1);
    std::swap(begun_, completed_);
    begun_.clear();
    completed_.reserve(completed_.size() + decode_padding);
    lines.emplace_back(completed_);
  }

  const auto last = piece.rfind('\n');
  const auto whole = last == piece.npos ? std::string_view{} : piece.substr(0, last + 1);
  keep(begun_, piece.substr(whole.size()));

  const auto bytes_after = piece.size();
  std::size_t start = 0;
  while (start < whole.size()) {
    const auto end = whole.find('\n', start);
    if (end - start > max_line_bytes_)
      return too_long(max_line_bytes_);
    if (end + decode_padding > bytes_after)
      break;
    lines.push_back(whole.substr(start, end - start));
    start = end + 1;
  }
  if (start < whole.size()) {
    const auto moved = keep(moved_, whole.substr(start));
    for (std::size_t at = 0; at < moved.size();) {
      const auto end = moved.find('\n', at);
      if (end - at > max_line_bytes_)
        return too_long(max_line_bytes_);
      lines.push_back(moved.substr(at, end - at));
      at = end + 1;
    }
  }
  std::erase_if(lines, is_blank);
  if (begun_.size() > max_line_bytes_)
    return too_long(max_line_bytes_);
  return {};
}

} // namespace weft::k8s
