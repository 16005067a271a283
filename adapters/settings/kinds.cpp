#include "adapters/settings/kinds.hpp"

#include "adapters/settings/words.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace weft::config {

namespace {

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz0123456789-";

bool is_label(std::string_view given) {
  return !given.empty() && given.size() <= 63 && given.front() != '-' && given.back() != '-'
         && given.find_first_not_of(lower) == std::string_view::npos;
}

template <class T>
std::optional<T> read_number(std::string_view given, T least, T most) {
  T number{};
  auto [end, wrong] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (wrong != std::errc{} || end != given.data() + given.size())
    return std::nullopt;
  if (!(number >= least && number <= most)) // not a number is not in range either
    return std::nullopt;
  return number;
}

std::string between(const std::string& what, const std::string& least, const std::string& most) {
  return what + " between " + least + " and " + most;
}

} // namespace

std::string text::allowed() const {
  return "a text without control characters";
}

std::optional<std::string> text::read(std::string_view given) const {
  if (std::ranges::any_of(given, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    return std::nullopt;
  return std::string{given};
}

std::string name::allowed() const {
  return "a name of at most 63 lower-case letters, digits and hyphens";
}

std::optional<std::string> name::read(std::string_view given) const {
  if (!is_label(given))
    return std::nullopt;
  return std::string{given};
}

std::string optional_name::allowed() const {
  return name::allowed() + ", or empty";
}

std::optional<std::string> optional_name::read(std::string_view given) const {
  if (given.empty())
    return std::string{};
  return name::read(given);
}

std::string address::allowed() const {
  return "an IPv4 or IPv6 address, for instance 0.0.0.0";
}

std::optional<std::string> address::read(std::string_view given) const {
  std::string terminated{given};
  in6_addr parsed{};
  if (::inet_pton(AF_INET, terminated.c_str(), &parsed) != 1
      && ::inet_pton(AF_INET6, terminated.c_str(), &parsed) != 1)
    return std::nullopt;
  return terminated;
}

std::string optional_address::allowed() const {
  return address::allowed() + ", or empty";
}

std::optional<std::string> optional_address::read(std::string_view given) const {
  if (given.empty())
    return std::string{};
  return address::read(given);
}

std::string portal_url::allowed() const {
  return "an http or https URL of a host alone, such as https://vco.example.com or "
         "https://vco:8443";
}

std::optional<std::string> portal_url::read(std::string_view given) const {
  if (given.empty())
    return std::string{};
  for (std::string_view tail : {"/", "/rest", "/portal"})
    if (given.ends_with(tail))
      given.remove_suffix(tail.size());
  auto scheme_end = given.find("://");
  if (scheme_end == std::string_view::npos)
    return std::nullopt;
  auto scheme = given.substr(0, scheme_end);
  auto host = given.substr(scheme_end + 3);
  if ((scheme != "http" && scheme != "https") || host.empty()
      || host.find_first_of("/?#@ \t\r\n") != std::string_view::npos)
    return std::nullopt;
  return std::string{given};
}

std::string names::allowed() const {
  return "a list of namespace names";
}

std::optional<std::vector<std::string>> names::read(std::string_view given) const {
  std::vector<std::string> all;
  std::istringstream parts{std::string{given}};
  for (std::string part; std::getline(parts, part, ',');) {
    if (!is_label(part))
      return std::nullopt;
    all.push_back(part);
  }
  return all;
}

std::string names::show(const std::vector<std::string>& value) const {
  std::string list;
  for (auto& one : value)
    list += (list.empty() ? "" : ",") + one;
  return list;
}

std::string hidden::allowed() const {
  return "a text of visible ASCII characters";
}

std::optional<secret> hidden::read(std::string_view given) const {
  if (std::ranges::any_of(given, [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }))
    return std::nullopt;
  return secret{std::string{given}};
}

std::string yes_no::allowed() const {
  return "true or false";
}

std::optional<bool> yes_no::read(std::string_view given) const {
  if (given != "true" && given != "false")
    return std::nullopt;
  return given == "true";
}

std::string whole::allowed() const {
  return between("a whole number", show(least), show(most));
}

std::optional<std::int64_t> whole::read(std::string_view given) const {
  return read_number(given, least, most);
}

std::string decimal::allowed() const {
  return between("a number", show(least), show(most));
}

std::optional<double> decimal::read(std::string_view given) const {
  return read_number(given, least, most);
}

std::string decimal::show(double value) const {
  char digits[32];
  auto [end, wrong] = std::to_chars(digits, digits + sizeof digits, value);
  return {digits, end};
}

std::string duration::allowed() const {
  return between("a duration", show(least), show(most)) + ", with its unit (250ms, 300s, 5m, 1h)";
}

std::optional<std::chrono::milliseconds> duration::read(std::string_view given) const {
  auto value = read_duration(given);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

std::string duration::show(std::chrono::milliseconds value) const {
  return write_duration(value);
}

std::string whole_seconds::allowed() const {
  return duration::allowed() + ", in whole seconds";
}

std::optional<std::chrono::seconds> whole_seconds::read(std::string_view given) const {
  const auto value = duration::read(given);
  if (!value || *value % std::chrono::seconds{1} != std::chrono::milliseconds{0})
    return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(*value);
}

std::string bytes::allowed() const {
  return between("a size", show(least), show(most)) + ", with its unit (B, KiB, MiB, GiB)";
}

std::optional<std::uint64_t> bytes::read(std::string_view given) const {
  auto value = read_bytes(given);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

std::string bytes::show(std::uint64_t value) const {
  return write_bytes(value);
}

} // namespace weft::config
