#include "protocol/avi/address.hpp"

#include "protocol/avi/lenient.hpp"

#include <cstdint>

namespace weft::avi {

namespace {

void clear_host_bits(prefix& what) {
  for (std::size_t i = 0; i < what.bytes.size(); ++i) {
    const auto kept = what.length <= i * 8 ? 0U : std::min<std::size_t>(what.length - i * 8, 8U);
    what.bytes[i] = static_cast<std::uint8_t>(what.bytes[i] & (0xff00U >> kept));
  }
}

std::string without_length(std::string text) {
  return text.substr(0, text.find('/'));
}

} // namespace

std::optional<std::string> canonical_address(std::string_view text) {
  const auto read = aci::read_address(text);
  return read ? std::optional{without_length(to_string(*read))} : std::nullopt;
}

bool is_v6(std::string_view address) {
  return address.find(':') != address.npos;
}

std::optional<prefix> read_network(std::string_view text) {
  auto read = aci::read_prefix(text);
  if (!read)
    return std::nullopt;
  clear_host_bits(*read);
  return *read;
}

json::value address_value(std::string_view address) {
  return json::value::of({{"addr", address}, {"type", is_v6(address) ? "V6" : "V4"}});
}

json::value prefix_value(const prefix& what) {
  return json::value::of({{"ip_addr", address_value(without_length(to_string(what)))},
                          {"mask", std::int64_t{what.length}}});
}

std::optional<std::string> read_address_value(const json::value* what) {
  return what ? canonical_address(what->text_at({"addr"})) : std::nullopt;
}

std::optional<prefix> read_prefix_value(const json::value* what) {
  const auto* mask = what ? what->find("mask") : nullptr;
  const auto length = mask ? whole_number(*mask) : std::nullopt;
  if (!length)
    return std::nullopt;
  return read_network(std::string{what->text_at({"ip_addr", "addr"})} + "/"
                      + std::to_string(*length));
}

} // namespace weft::avi
