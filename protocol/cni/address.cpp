#include "protocol/cni/address.hpp"

// inet_pton is POSIX's grammar of addresses as a pure function: no name service, no locale.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace weft::cni {

namespace {

std::optional<std::uint8_t> read_length(std::string_view digits, bool v6) {
  unsigned out = 0;
  const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  const bool whole = wrong == std::errc{} && end == digits.data() + digits.size();
  const bool plain = digits.size() == 1 || (!digits.empty() && digits.front() != '0');
  if (!whole || !plain || out > (v6 ? 128U : 32U))
    return std::nullopt;
  return static_cast<std::uint8_t>(out);
}

} // namespace

std::string_view without_length(std::string_view text) {
  return text.substr(0, text.find('/'));
}

std::optional<address> read_address(std::string_view text) {
  const auto bare = without_length(text);
  std::array<char, INET6_ADDRSTRLEN> spelled{};
  if (bare.size() >= spelled.size() || bare.find('\0') != bare.npos)
    return std::nullopt;
  std::copy(bare.begin(), bare.end(), spelled.begin());
  address out;
  out.v6 = bare.find(':') != bare.npos;
  if (inet_pton(out.v6 ? AF_INET6 : AF_INET, spelled.data(), out.bytes.data()) != 1)
    return std::nullopt;
  if (bare.size() == text.size())
    return out;
  out.length = read_length(text.substr(bare.size() + 1), out.v6);
  return out.length ? std::optional{out} : std::nullopt;
}

bool is_everything(std::string_view prefix) {
  const auto read = read_address(prefix);
  return read && read->length == 0
         && std::ranges::all_of(read->bytes, [](std::uint8_t byte) { return byte == 0; });
}

} // namespace weft::cni
