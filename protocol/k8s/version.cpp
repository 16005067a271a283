#include "protocol/k8s/version.hpp"

#include <charconv>

namespace weft::k8s {

namespace {

bool is_decimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::string_view without_zeros(std::string_view text) {
  const auto first = text.find_first_not_of('0');
  return first == text.npos ? std::string_view{} : text.substr(first);
}

} // namespace

std::uint64_t parse_version(std::string_view text) {
  std::uint64_t version = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, version);
  return error == std::errc{} && end == last ? version : 0;
}

std::partial_ordering compare_versions(std::string_view a, std::string_view b) {
  if (!is_decimal(a) || !is_decimal(b))
    return a == b ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  a = without_zeros(a);
  b = without_zeros(b);
  return a.size() == b.size() ? std::partial_ordering{a <=> b}
                              : std::partial_ordering{a.size() <=> b.size()};
}

} // namespace weft::k8s
