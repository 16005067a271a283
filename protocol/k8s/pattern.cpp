#include "protocol/k8s/pattern.hpp"

#include <boost/regex.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace weft::k8s {

namespace {

/// What the engine calls the classes of Unicode that schemas use; of one byte each.
std::optional<std::string_view> class_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> known{{
    {"C", "cntrl"},
    {"Cc", "cntrl"},
    {"L", "alpha"},
    {"Lu", "upper"},
    {"Ll", "lower"},
    {"N", "digit"},
    {"Nd", "digit"},
    {"P", "punct"},
    {"Z", "space"},
  }};
  for (const auto& [theirs, ours] : known)
    if (theirs == name)
      return ours;
  return std::nullopt;
}

/// Takes `C` or `{Cc}` off the front.
std::string_view take_class_name(std::string_view& text) {
  const bool braced = text.starts_with('{');
  const auto end = braced ? text.find('}') : 1;
  if (text.empty() || end == std::string_view::npos)
    return {};
  const auto name = braced ? text.substr(1, end - 1) : text.substr(0, 1);
  text.remove_prefix(braced ? end + 1 : 1);
  return name;
}

/// The expression with `\p{C}` and its like in the engine's words, which takes them for letters.
/// Nothing: it has no word for one of them.
std::optional<std::string> spell_out(std::string_view text) {
  std::string out;
  bool bracketed = false;
  auto copy = [&](std::size_t count) {
    out += text.substr(0, count);
    text.remove_prefix(std::min(count, text.size()));
  };
  while (!text.empty()) {
    if (text.starts_with("\\p") || text.starts_with("\\P")) {
      const bool negated = text[1] == 'P';
      text.remove_prefix(2);
      const auto named = class_named(take_class_name(text));
      if (!named)
        return std::nullopt;
      const auto word = std::string{negated ? "[:^" : "[:"} + std::string{*named} + ":]";
      out += bracketed ? word : "[" + word + "]";
    } else if (text.front() == '\\') {
      copy(2);
    } else if (bracketed && text.starts_with("[:")) {
      copy(text.find(":]") == std::string_view::npos ? text.size() : text.find(":]") + 2);
    } else if (!bracketed && text.front() == '[') {
      bracketed = true;
      copy(text.starts_with("[^") ? 2 : 1);
      if (text.starts_with(']'))
        copy(1);
    } else {
      bracketed = bracketed && text.front() != ']';
      copy(1);
    }
  }
  return out;
}

} // namespace

// Boost's engine and not the standard library's: that one recurses once per character.
struct pattern::engine {
  boost::regex expression;
};

result<pattern> pattern::compile(std::string_view text) {
  pattern out;
  out.text_ = text;
  boost::regex expression;
  const auto spelt = spell_out(text);
  if (spelt)
    expression.assign(*spelt, boost::regex::perl | boost::regex::no_except);
  if (!spelt || expression.status() != 0)
    return fault{errc::refused, "not a regular expression: " + out.text_, "", {}};
  out.engine_ = std::make_shared<const engine>(engine{std::move(expression)});
  return out;
}

bool pattern::found_in(std::string_view text) const {
  try {
    return boost::regex_search(text.begin(), text.end(), engine_->expression);
  } catch (const std::runtime_error&) {
    return false; // the engine gave up on an explosive expression
  }
}

} // namespace weft::k8s
