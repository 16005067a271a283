#include "tests/fuzz/claim.hpp"

#include "adapters/log/line.hpp"

namespace weft::fuzz {

void claim(bool holds, std::string_view promise) {
  if (!holds)
    throw broken_promise{std::string{promise}};
}

void claim_explained(const fault& why) {
  claim(why.code != errc::none, "a refusal calls for a reaction");
  claim(!why.what.empty(), "a refusal says why");
  claim(is_utf8(to_string(why)), "what a refusal says is UTF-8");
}

bool is_utf8(std::string_view text) {
  return log::well_formed(text) == text;
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

} // namespace weft::fuzz
