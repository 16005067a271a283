#include "protocol/k8s/pattern.hpp"

#include <boost/regex.hpp>

namespace weft::k8s {

// Boost's engine and not the standard library's: that one recurses once per character.
struct pattern::engine {
  boost::regex expression;
};

result<pattern> pattern::compile(std::string_view text) {
  pattern out;
  out.text_ = text;
  boost::regex expression;
  expression.assign(text.begin(), text.end(), boost::regex::perl | boost::regex::no_except);
  if (expression.status() != 0)
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
