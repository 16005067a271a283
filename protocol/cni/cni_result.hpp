#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What an ADD ends with, in any version of CNI. @see cni.md 5.5
namespace weft::cni {

/// An interface that a result names.
struct told_interface {
  std::string name;
  std::string mac;
  std::string sandbox;  ///< path of its namespace; empty: it is on the node
  std::int64_t mtu = 0; ///< 0: not told

  bool operator==(const told_interface&) const = default;
};

struct told_address {
  std::string address;                  ///< "10.1.1.5/24"
  std::optional<std::size_t> interface; ///< which of the result's

  bool operator==(const told_address&) const = default;
};

/// A result of whatever version, as far as it reads.
struct told_result {
  std::vector<told_interface> interfaces;
  std::vector<told_address> ips;
  std::vector<std::string> default_gateways; ///< of routes to everything
  json::value dns;                           ///< null: not told

  /// The first interface with a sandbox, or null pointer.
  const told_interface* inner() const;
  /// The addresses of that one, with their lengths; those of none where there is no such one.
  std::vector<std::string> inner_addresses() const;
};

told_result read_result(const json::value& what);

/// Reads what a plugin printed on ADD: nothing at all and null are empty results, one without
/// version is of the configuration's. @returns it in `version`; errc::malformed for what is no JSON
/// object or of a version that nobody knows.
result<json::value> read_output(std::string_view printed, std::string_view version);

/// The same result in another version; members that nobody knows are kept.
/// @param version A known one.
json::value convert(const json::value& what, std::string_view version);

} // namespace weft::cni
