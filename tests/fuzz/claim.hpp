#pragma once

#include "protocol/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

/// The one entry point of every file here, as libFuzzer wants it: reads the bytes as a peer's and
/// checks what is promised of them. @returns 0
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace weft::fuzz {

/// A promise that an input has broken. Nobody below the driver catches it; libFuzzer's own takes it
/// for a crash.
class broken_promise : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

/// Ends this input as a finding unless `holds`.
/// @param promise What should have been so, as a sentence.
void claim(bool holds, std::string_view promise);

/// Claims that a refusal says why in text that can be shown: neither empty nor anything but UTF-8.
void claim_explained(const fault& why);

/// Whether all of `text` is UTF-8: no lone surrogates, nothing overlong, nothing cut.
bool is_utf8(std::string_view text);

/// The bytes of an input as text.
std::string_view text_of(const std::uint8_t* bytes, std::size_t size);

} // namespace weft::fuzz
