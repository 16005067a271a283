#include "protocol/aci/prefix.hpp"
#include "tests/printing.hpp"

#include <arpa/inet.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <vector>

using namespace weft;
using namespace weft::aci;

namespace {

std::string spelled(std::string_view address) {
  const auto read = read_address(address);
  return read ? to_string(*read) : read.error().what;
}

prefix prefix_of(std::string_view text) {
  return read_prefix(text).value();
}

std::string hexadecimal(unsigned number) {
  std::array<char, 8> digits{};
  std::snprintf(digits.data(), digits.size(), "%x", number);
  return digits.data();
}

/// Eight groups, zeros among them more often than chance would have it.
std::vector<unsigned> random_groups() {
  std::vector<unsigned> out;
  for (int i = 0; i < 8; ++i)
    out.push_back(*rc::gen::weightedOneOf<unsigned>(
      {{2, rc::gen::just(0U)}, {1, rc::gen::inRange(0U, 0x10000U)}}));
  return out;
}

/// One of the many spellings of these groups: padded, in capitals, with "::" anywhere.
std::string random_spelling(const std::vector<unsigned>& groups) {
  std::vector<std::string> parts;
  for (const auto group : groups) {
    auto digits = hexadecimal(group);
    if (*rc::gen::arbitrary<bool>())
      digits.insert(0, 4 - digits.size(), '0');
    if (*rc::gen::arbitrary<bool>())
      std::transform(digits.begin(), digits.end(), digits.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    parts.push_back(digits);
  }
  std::size_t begin = 8;
  std::size_t end = 8;
  if (*rc::gen::arbitrary<bool>()) {
    begin = *rc::gen::inRange<std::size_t>(0, 8);
    for (end = begin; end < 8 && groups[end] == 0 && *rc::gen::inRange(0, 4) != 0;)
      ++end;
  }
  std::string out;
  for (std::size_t i = 0; i < 8; ++i)
    if (i < begin || i >= end)
      out += (out.empty() || out.back() == ':' ? "" : ":") + parts[i];
    else if (i == begin)
      out += "::";
  return out;
}

std::string random_prefix() {
  if (*rc::gen::arbitrary<bool>())
    return random_spelling(random_groups()) + "/" + std::to_string(*rc::gen::inRange(0, 129));
  std::string out;
  for (int i = 0; i < 4; ++i)
    out += (i == 0 ? "" : ".") + std::to_string(*rc::gen::inRange(0, 256));
  return out + "/" + std::to_string(*rc::gen::inRange(0, 33));
}

} // namespace

TEST_CASE("an address becomes a prefix of full length in its one canonical spelling", "[aci]") {
  const auto [text, canonical_text] = GENERATE(
    table<std::string, std::string>({{"10.244.1.5", "10.244.1.5/32"},
                                     {"0.0.0.0", "0.0.0.0/32"},
                                     {"255.255.255.255", "255.255.255.255/32"},
                                     {"2001:DB8:0::1", "2001:db8::1/128"},
                                     {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1/128"},
                                     {"::", "::/128"},
                                     {"::1", "::1/128"},
                                     {"1::", "1::/128"},
                                     {"1:0:0:2:0:0:0:3", "1:0:0:2::3/128"},
                                     {"1:0:0:2:3:0:0:4", "1::2:3:0:0:4/128"},
                                     {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7/128"},
                                     {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::/128"},
                                     {"::1:2", "::1:2/128"},
                                     {"64:ff9b::10.1.1.5", "64:ff9b::a01:105/128"}}));
  CHECK(spelled(text) == canonical_text);
}

TEST_CASE("what is no plain address is refused in words", "[aci]") {
  const auto [text, why] = GENERATE(table<std::string, std::string>({
    {"::ffff:10.1.1.5", "is an IPv4 address in IPv6 form"},
    {"::FFFF:0a01:0105", "is an IPv4 address in IPv6 form"},
    {"", "is no IP address"},
    {"None", "is no IP address"},
    {"lb.example.com", "is no IP address"},
    {"10.1.1", "is no IP address"},
    {"10.1.1.256", "is no IP address"},
    {"010.1.1.5", "is no IP address"},
    {"10.1.1.05", "is no IP address"},
    {" 10.1.1.5", "is no IP address"},
    {"10.1.1.5/32", "is no IP address"},
    {"10.1.1.5\n", "is no IP address"},
    {"fe80::1%eth0", "is no IP address"},
    {"2001:db8:::1", "is no IP address"},
    {"1:2:3:4:5:6:7:8:9", "is no IP address"},
    {"12345::", "is no IP address"},
    {std::string(5000, '1'), "is no IP address"},
    {std::string("10.1.1.5\0x", 10), "is no IP address"},
  }));
  CHECK(spelled(text) == why);
}

TEST_CASE("a prefix found on the APIC keeps its host bits and loses its spelling", "[aci]") {
  CHECK(canonical_prefix("10.1.1.5/24") == "10.1.1.5/24");
  CHECK(canonical_prefix("0.0.0.0/0") == "0.0.0.0/0");
  CHECK(canonical_prefix("2001:DB8:0:0::5/64") == "2001:db8::5/64");
  CHECK(canonical_prefix("2001:db8::5/64") != canonical_prefix("2001:db8::/64"));
  CHECK(canonical_prefix("::ffff:10.1.1.5/128") == "::ffff:a01:105/128");
}

TEST_CASE("what was found and is no prefix has no canonical form", "[aci]") {
  const auto text = GENERATE(Catch::Generators::as<std::string>{}, "", "/", "10.1.1.5", "10.1.1.5/",
                             "10.1.1.5/33", "10.1.1.5/032", "10.1.1.5/+8", "10.1.1.5/8 ", "::1/129",
                             "10.1.1.5/255.0.0.0", "x/8");
  CHECK_FALSE(canonical_prefix(text));
  CHECK(read_prefix(text).has_error());
}

TEST_CASE("a range contains what shares its leading bits and its family", "[aci]") {
  CHECK(contains(prefix_of("10.0.0.0/8"), prefix_of("10.255.0.1/32")));
  CHECK(contains(prefix_of("10.128.0.0/9"), prefix_of("10.200.0.1/32")));
  CHECK_FALSE(contains(prefix_of("10.128.0.0/9"), prefix_of("10.100.0.1/32")));
  CHECK(contains(prefix_of("10.1.1.5/32"), prefix_of("10.1.1.5/32")));
  CHECK_FALSE(contains(prefix_of("10.1.1.5/32"), prefix_of("10.1.1.4/32")));
  CHECK_FALSE(contains(prefix_of("10.1.1.5/32"), prefix_of("10.1.1.5/24")));
  CHECK(contains(prefix_of("0.0.0.0/0"), prefix_of("192.0.2.1/32")));
  CHECK_FALSE(contains(prefix_of("0.0.0.0/0"), prefix_of("::/128")));
  CHECK_FALSE(contains(prefix_of("::/0"), prefix_of("0.0.0.0/32")));
  CHECK(contains(prefix_of("2001:db8::/33"), prefix_of("2001:db8:7fff::1/128")));
  CHECK_FALSE(contains(prefix_of("2001:db8::/33"), prefix_of("2001:db8:8000::1/128")));
  CHECK(contains(prefix_of("2001:db8::1/128"), prefix_of("2001:db8::1/128")));
  CHECK(contains(prefix_of("10.9.9.9/8"), prefix_of("10.1.1.1/32")));
}

TEST_CASE("every spelling of an address comes to the same canonical form", "[aci]") {
  CHECK(rc::check([] {
    const auto groups = random_groups();
    RC_PRE(groups[5] != 0xffffU || std::count(groups.begin(), groups.begin() + 5, 0U) != 5);
    const auto first = random_spelling(groups);
    const auto second = random_spelling(groups);
    RC_ASSERT(spelled(first) == spelled(second));
    RC_ASSERT(spelled(first).ends_with("/128"));
  }));
}

TEST_CASE("a canonical form is its own, and means what it was made from", "[aci]") {
  CHECK(rc::check([] {
    const auto text = random_prefix();
    const auto once = canonical_prefix(text).value();
    RC_ASSERT(canonical_prefix(once) == once);
    RC_ASSERT(read_prefix(once).value() == read_prefix(text).value());
  }));
}

TEST_CASE("the canonical form keeps all bits, and is the system's where that is hexadecimal",
          "[aci]") {
  CHECK(rc::check([] {
    const auto groups = random_groups();
    const auto mine = to_string(prefix_of(random_spelling(groups) + "/128"));
    const auto address = mine.substr(0, mine.find('/'));
    std::array<unsigned char, 16> bytes{};
    RC_ASSERT(inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1);
    for (std::size_t i = 0; i < 8; ++i)
      RC_ASSERT(groups[i] == static_cast<unsigned>(bytes[2 * i] << 8U | bytes[2 * i + 1]));
    std::array<char, INET6_ADDRSTRLEN> theirs{};
    inet_ntop(AF_INET6, bytes.data(), theirs.data(), theirs.size());
    const std::string_view text{theirs.data()};
    RC_ASSERT(text.find('.') != text.npos || address == text);
  }));
}
