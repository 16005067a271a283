#include "tests/fuzz/secrets.hpp"

#include "tests/fuzz/claim.hpp"

#include <algorithm>
#include <cctype>

namespace weft::fuzz {

namespace {

constexpr std::size_t shortest = 8;

void collect(const json::value& from, std::vector<std::string>& into) {
  if (const auto* text = from.as_string())
    into.push_back(*text);
  if (const auto* items = from.as_array())
    for (const auto& one : *items)
      collect(one, into);
  if (const auto* members = from.as_object())
    for (const auto& [name, held] : *members)
      collect(held, into);
}

bool is_plain(std::string_view text) {
  return text.size() >= shortest
         && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c); });
}

bool is_there_once(std::string_view text, std::string_view among) {
  const auto first = among.find(text);
  return first != among.npos && among.find(text, first + 1) == among.npos;
}

} // namespace

std::vector<std::string> secrets_in(const json::value& part, const json::value& whole) {
  std::vector<std::string> all;
  collect(part, all);
  const auto written = json::write(whole);
  std::erase_if(
    all, [&](const std::string& one) { return !is_plain(one) || !is_there_once(one, written); });
  return all;
}

void claim_unsaid(const std::vector<std::string>& secrets, std::string_view text) {
  for (const auto& one : secrets)
    claim(text.find(one) == text.npos, "a secret is never said");
}

} // namespace weft::fuzz
