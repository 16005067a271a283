#pragma once

#include "protocol/fault.hpp"

#include <string>
#include <string_view>

namespace weft {

struct description;

/// Which entries of the state dump are wanted; an empty text wants all.
struct state_filter {
  std::string domain;     ///< "velocloud"
  std::string kind;       ///< of an object
  std::string name_space; ///< of an object
  std::string name;       ///< of an object, or the whole key of anything
  std::string actor;      ///< "velocloud.target", or "target" in any domain
  bool unhealthy = false; ///< only what needs attention
  bool summary = false;   ///< counts instead of entries
};

/// Reads the query of a URL, percent-encoded, without its question mark.
/// @returns errc::refused naming a parameter that is not known or a value that is not one.
result<state_filter> read_filter(std::string_view query);

/// The query that `read_filter` reads back.
std::string write_query(const state_filter& which);

/// Whether this entry is wanted.
bool shows(const state_filter& which, const description& one);

/// The states of `description` that need attention, whoever is in them.
namespace ailing {

inline constexpr std::string_view backing_off = "backing_off"; ///< pauses after a failure
inline constexpr std::string_view between_lives = "waiting for another life";
inline constexpr std::string_view quarantined = "quarantined"; ///< keeps dying

} // namespace ailing

/// Whether an actor needs attention: it is not Ready, keeps failing, or is not alive.
bool is_unhealthy(const description& one);

/// The domain an actor belongs to: "velocloud" of "velocloud.target"; empty for "root".
std::string_view domain_of(std::string_view actor);

} // namespace weft
