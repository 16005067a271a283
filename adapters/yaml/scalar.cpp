#include "adapters/yaml/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace weft::yaml {

namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<json::value> read_whole(std::string_view text) {
  std::string_view sign;
  if (text.starts_with('-') || text.starts_with('+')) {
    sign = text.starts_with('-') ? "-" : "";
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 1 && text.front() == '0') {
    const auto mark = text[1];
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  }
  std::uint64_t whole = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, whole, base);
  if (error != std::errc{} || stop != end || text.empty())
    return std::nullopt;
  return json::number{(whole == 0 ? "" : std::string{sign}) + std::to_string(whole)};
}

std::string shortest(double wide) {
  std::array<char, 64> out{};
  const auto form = std::abs(wide) < 1e21 && (wide == 0 || std::abs(wide) >= 1e-6)
                      ? std::chars_format::fixed
                      : std::chars_format::scientific;
  const auto end = std::to_chars(out.data(), out.data() + out.size(), wide, form).ptr;
  return {out.data(), end};
}

std::optional<json::value> read_real(std::string_view text) {
  if (text.find_first_not_of("+-.0123456789eE") != text.npos
      || text.find_first_of("0123456789") == text.npos)
    return std::nullopt;
  if (text.starts_with('+'))
    text.remove_prefix(1);
  double wide = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, wide);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return json::number{shortest(wide)};
}

} // namespace

std::optional<json::value> read_plain(const std::string& text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"}))
    return json::value{};
  if (is_one_of(text, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}))
    return json::value{true};
  if (is_one_of(text, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}))
    return json::value{false};
  if (is_one_of(text, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
                       ".nan", ".NaN", ".NAN"}))
    return std::nullopt;
  if (std::string_view{"+-.0123456789"}.find(text.front()) == std::string_view::npos)
    return json::value{text};
  std::string bare = text;
  std::erase(bare, '_');
  if (auto whole = read_whole(bare))
    return whole;
  if (auto real = read_real(bare))
    return real;
  return json::value{text};
}

} // namespace weft::yaml
