#include "protocol/aci/prefix.hpp"

// inet_pton is POSIX's grammar of addresses as a pure function: no name service, no locale. The
// way back is our own, because inet_ntop writes some addresses in ways RFC 5952 does not have.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace weft::aci {

namespace {

constexpr std::size_t groups = 8;

fault malformed(std::string_view what) {
  return {errc::malformed, std::string{what}, "", {}};
}

/// The address as a prefix of full length.
std::optional<prefix> address_in(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> spelled{};
  if (text.size() >= spelled.size() || text.find('\0') != text.npos)
    return std::nullopt;
  std::copy(text.begin(), text.end(), spelled.begin());
  prefix out;
  out.v6 = text.find(':') != text.npos;
  out.length = out.host_length();
  if (inet_pton(out.v6 ? AF_INET6 : AF_INET, spelled.data(), out.bytes.data()) != 1)
    return std::nullopt;
  return out;
}

/// ::ffff:0:0/96
bool is_mapped(const prefix& what) {
  constexpr std::array<std::uint8_t, 12> lead{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return what.v6 && std::equal(lead.begin(), lead.end(), what.bytes.begin());
}

void append_number(std::string& out, unsigned number, int base) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), number, base).ptr;
  out.append(digits.begin(), end);
}

/// The groups that "::" stands for: the first of the longest runs of two zeros or more.
struct gap {
  std::size_t begin = groups;
  std::size_t end = groups;
};

gap longest_gap(const std::array<unsigned, groups>& all) {
  gap best;
  for (std::size_t begin = 0; begin < groups; ++begin) {
    auto end = begin;
    while (end < groups && all[end] == 0)
      ++end;
    if (end - begin > std::max<std::size_t>(1, best.end - best.begin))
      best = {begin, end};
    begin = std::max(begin, end);
  }
  return best;
}

/// @see RFC 5952, section 4
void append_v6(std::string& out, const prefix& what) {
  std::array<unsigned, groups> all{};
  for (std::size_t i = 0; i < groups; ++i)
    all[i] = unsigned{what.bytes[2 * i]} << 8U | what.bytes[2 * i + 1];
  const auto skipped = longest_gap(all);
  for (std::size_t i = 0; i < groups; ++i) {
    if (i >= skipped.begin && i < skipped.end) {
      out += i == skipped.begin ? "::" : "";
      continue;
    }
    out += i == 0 || i == skipped.end ? "" : ":";
    append_number(out, all[i], 16);
  }
}

void append_v4(std::string& out, const prefix& what) {
  for (std::size_t i = 0; i < 4; ++i) {
    out += i == 0 ? "" : ".";
    append_number(out, what.bytes[i], 10);
  }
}

std::optional<std::uint8_t> length_in(std::string_view text, std::uint8_t most) {
  const bool padded = text.size() > 1 && text.front() == '0';
  std::uint8_t length = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, length);
  if (padded || error != std::errc{} || end != last || length > most)
    return std::nullopt;
  return length;
}

} // namespace

result<prefix> read_address(std::string_view text) {
  const auto read = address_in(text);
  if (!read)
    return malformed("is no IP address");
  if (is_mapped(*read))
    return malformed("is an IPv4 address in IPv6 form");
  return *read;
}

result<prefix> read_prefix(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  auto read = address_in(text.substr(0, slash));
  if (!read || slash == text.size())
    return malformed("is no prefix such as 10.1.0.0/16 or 2001:db8::/32");
  const auto length = length_in(text.substr(slash + 1), read->host_length());
  if (!length)
    return malformed("has no prefix length from 0 to " + std::to_string(read->host_length()));
  read->length = *length;
  return *read;
}

std::string to_string(const prefix& what) {
  std::string out;
  what.v6 ? append_v6(out, what) : append_v4(out, what);
  append_number(out += '/', what.length, 10);
  return out;
}

std::optional<std::string> canonical_prefix(std::string_view as_found) {
  const auto read = read_prefix(as_found);
  return read ? std::optional{to_string(*read)} : std::nullopt;
}

bool contains(const prefix& range, const prefix& what) {
  if (range.v6 != what.v6 || range.length > what.length)
    return false;
  const auto whole = range.length / 8U;
  const auto rest = range.length % 8U;
  if (!std::equal(range.bytes.begin(), range.bytes.begin() + whole, what.bytes.begin()))
    return false;
  const auto differs = static_cast<unsigned>(range.bytes[whole % 16] ^ what.bytes[whole % 16]);
  return rest == 0 || differs >> (8U - rest) == 0;
}

} // namespace weft::aci
