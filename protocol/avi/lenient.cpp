#include "protocol/avi/lenient.hpp"

#include <charconv>

namespace weft::avi {

std::optional<std::int64_t> whole_number(const json::value& from) {
  if (from.is_number())
    return from.as_int();
  const auto text = from.text_or("");
  std::int64_t out = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, out);
  return error == std::errc{} && end == last && !text.empty() ? std::optional{out} : std::nullopt;
}

std::optional<bool> truth(const json::value& from) {
  if (const auto* held = from.as_bool())
    return *held;
  const auto word = lower_case(plain_text(from));
  if (word == "true" || word == "yes" || word == "1")
    return true;
  if (word == "false" || word == "no" || word == "0")
    return false;
  return std::nullopt;
}

std::string lower_case(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string plain_text(const json::value& from) {
  if (const auto* text = from.as_string())
    return *text;
  if (const auto* number = from.as_number())
    return number->literal;
  if (const auto* held = from.as_bool())
    return *held ? "true" : "false";
  return {};
}

bool same_scalar(const json::value& one, const json::value& other) {
  if (one == other)
    return true;
  const bool nested = one.is_object() || other.is_object() || one.is_array() || other.is_array();
  if (nested || one.is_null() || other.is_null())
    return false;
  const auto a = whole_number(one);
  const auto b = whole_number(other);
  return a && b ? *a == *b : plain_text(one) == plain_text(other);
}

} // namespace weft::avi
