#include "protocol/k8s/micro_time.hpp"

#include "protocol/condition.hpp"

#include <algorithm>

namespace weft::k8s {

namespace {

constexpr std::size_t whole_seconds = 19; // "2026-11-21T12:00:00"
constexpr std::size_t micro_digits = 6;

bool is_zone(std::string_view text) {
  if (text == "Z")
    return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
}

} // namespace

std::string to_rfc3339_micro(micro_timestamp when) {
  const auto second = std::chrono::floor<std::chrono::seconds>(when);
  const auto fraction = std::to_string((when - second).count());
  auto out = to_rfc3339(second);
  out.back() = '.';
  return out.append(micro_digits - fraction.size(), '0').append(fraction).append(1, 'Z');
}

std::optional<micro_timestamp> from_rfc3339_micro(std::string_view text) {
  if (text.size() <= whole_seconds)
    return std::nullopt;
  auto zone = whole_seconds;
  std::chrono::microseconds fraction{};
  if (text[zone] == '.') {
    const auto end = std::min(text.find_first_not_of("0123456789", zone + 1), text.size());
    const auto digits = text.substr(zone + 1, end - zone - 1);
    if (digits.empty())
      return std::nullopt;
    std::int64_t micros = 0;
    for (std::size_t i = 0; i < micro_digits; ++i)
      micros = micros * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    fraction = std::chrono::microseconds{micros};
    zone = end;
  }
  const auto rest = text.substr(zone);
  if (!is_zone(rest))
    return std::nullopt;
  const auto second = from_rfc3339(std::string{text.substr(0, whole_seconds)}.append(rest));
  if (second == timestamp{} && !text.starts_with("1970-01-01T00:00:00"))
    return std::nullopt;
  return micro_timestamp{second} + fraction;
}

} // namespace weft::k8s
