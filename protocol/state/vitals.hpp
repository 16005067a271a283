#pragma once

#include "protocol/messages.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// How many actors of one sort there are and how they are.
struct tally {
  std::uint64_t all = 0;
  std::uint64_t unhealthy = 0;
  std::uint64_t mailbox = 0;    ///< messages that wait for them, together
  std::uint64_t working_ms = 0; ///< since the cycles that run began, together
  std::uint64_t longest_ms = 0; ///< since the first of them began
};

/// Among a session's details: why it can do nothing, for a reason that lies in this place and not
/// in what it talks to from here.
inline constexpr std::string_view unfit_detail = "unfit";

/// What health, readiness and metrics need to know of the actors, gathered in one walk.
struct vitals {
  /// How a watched kind stands.
  enum class standing : std::uint8_t {
    waiting, ///< has not delivered a whole snapshot yet
    synced,  ///< has; also while the server is away
    denied,  ///< we have no right to it, or no credential, at present
  };
  /// A watched kind.
  struct source {
    standing how = standing::waiting;
    std::string trouble; ///< why it is not connected at present; empty: it is
  };

  bool leading = false;
  bool stopping = false;
  std::string trouble;                      ///< why domains cannot start; else empty
  std::map<std::string, source> sources;    ///< by kind
  std::map<std::string, std::string> seats; ///< state of each living domain supervisor, by domain
  std::map<std::string, std::string> unfit; ///< why sessions can do nothing here, by domain
  std::map<std::string, tally> actors;      ///< by actor, e.g. "velocloud.target"
};

/// Takes one description over.
void note(vitals& into, const description& one);

/// One line of a readiness report.
struct check {
  std::string name;
  bool passed = false;
  std::string why; ///< it failed
};

/// Whether a domain can do its work here: every mandatory kind has synced and is not denied to us
/// and, where this process leads, the domain is alive, and none of its sessions calls itself unfit.
/// A standby is ready as soon as its sources are.
/// @param kinds The mandatory ones of the domain.
std::vector<check> check_domain(const vitals& now, const std::string& domain,
                                const std::vector<std::string>& kinds);

/// "[+]name ok" and "[-]name failed: why", a line each. @see kubernetes.md 12.2
std::string write_checks(const std::vector<check>& all);

} // namespace weft
