#include "protocol/pattern.hpp"

#include "protocol/unicode.hpp"

#include <re2/re2.h>

namespace weft {

namespace {

// What RE2 takes while it reads a text is bounded by the text alone.
constexpr std::size_t longest_text = 4096;
constexpr std::int64_t most_memory = 1 << 20;
constexpr std::size_t longest_reason = 200;

re2::RE2::Options bounded() {
  re2::RE2::Options out;
  out.set_log_errors(false);
  out.set_max_mem(most_memory);
  return out;
}

fault refused(std::string_view why) {
  return {errc::refused, printable(why, longest_reason), "", {}};
}

} // namespace

struct pattern::engine {
  explicit engine(std::string_view text) : expression{text, bounded()} {}

  re2::RE2 expression;
};

result<pattern> pattern::compile(std::string_view text) {
  if (text.size() > longest_text)
    return refused("longer than " + std::to_string(longest_text) + " bytes");
  auto compiled = std::make_shared<const engine>(text);
  if (!compiled->expression.ok())
    return refused(compiled->expression.error());
  return pattern{std::move(compiled)};
}

bool pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(text, engine_->expression);
}

const std::string& pattern::text() const {
  return engine_->expression.pattern();
}

} // namespace weft
