#include "protocol/json/pointer.hpp"

#include <charconv>
#include <utility>

namespace weft::json {

namespace {

std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size();
    if (escape && (token[i + 1] == '0' || token[i + 1] == '1'))
      out += token[++i] == '0' ? '~' : '/';
    else
      out += token[i];
  }
  return out;
}

const value* step(const value& from, const std::string& token) {
  if (const auto* items = from.as_array()) {
    std::size_t index = 0;
    const auto* end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, index);
    return error == std::errc{} && stop == end && index < items->size() ? &(*items)[index]
                                                                        : nullptr;
  }
  return from.find(token);
}

} // namespace

result<pointer> parse_pointer(std::string_view text) {
  pointer out;
  if (!text.empty() && text.front() != '/')
    return fault{errc::malformed, "not a JSON pointer: " + std::string{text}, "", {}};
  while (!text.empty()) {
    text.remove_prefix(1);
    const auto token = text.substr(0, text.find('/'));
    out.push_back(unescaped(token));
    text.remove_prefix(token.size());
  }
  return out;
}

const value* find(const value& in, const pointer& where) {
  const value* here = &in;
  for (const auto& token : where)
    if (here = step(*here, token); !here)
      return nullptr;
  return here;
}

value* find(value& in, const pointer& where) {
  return const_cast<value*>(find(std::as_const(in), where));
}

} // namespace weft::json
