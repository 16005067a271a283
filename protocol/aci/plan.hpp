#pragma once

#include "protocol/aci/records.hpp"
#include "protocol/aci/settings.hpp"
#include "protocol/domain.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::aci {

/// The smallest thing that can be held back or refused: for one owner one prefix, or the EEPG
/// itself. A move is one piece, of whoever gets the prefix.
struct piece {
  owner whose;      ///< of no kind: nobody's, a thing that goes
  std::string what; ///< a prefix; empty: the EEPG itself; of nobody: a DN

  auto operator<=>(const piece&) const = default;
};

/// How large a request may be. A move is never split, and one that is larger by itself goes alone.
struct batch_limits {
  std::uint32_t children = 500; ///< objects below that of the URL
  std::size_t bytes = 256U << 10U;
};

/// Everything a plan may use.
struct plan_input {
  const settings& how;
  const std::map<owner, snapshot<fragment>>& parts; ///< bodies are `wished_eepg`
  const fabric& seen;
  const std::set<piece>& held;                 ///< stay out of this request
  const std::map<piece, std::string>& refused; ///< the same, and why
  const std::set<piece>* only = nullptr;       ///< not null: nothing else may be in the request
  bool may_remove = false;                     ///< false: the view is incomplete, add only
  bool sweep = false;                          ///< also remove what nobody is known to have wished
  batch_limits limits{};
};

/// Where an owner's wish stands: the evidence of a verdict.
struct published : record {
  eepg_name where;
  std::size_t prefixes = 0; ///< of its own that stand there
  bool external = false;    ///< the EEPG is not ours
};

/// What a plan says about one owner.
struct eepg_verdict : verdict {
  std::vector<std::string> pieces; ///< `piece::what` of those that the request holds for it
};

/// The next request towards what is wished, and how everybody stands as observed.
struct plan_output {
  snapshot<request> next; ///< null: there is nothing to write
  std::map<owner, eepg_verdict> verdicts;
  std::vector<piece> units;     ///< all that `next` holds
  std::set<std::string> sweeps; ///< DNs this comparison would remove unasked, in all requests
  std::size_t swept = 0;        ///< how many of them go with `next`
  std::size_t ours = 0;         ///< things of ours that are there now
  std::vector<notice> notices;
};

/// One request at a time: what it does is expected to show in the next `seen`. Every request stays
/// within one tenant; at no time do two EEPGs hold a prefix of ours that is wished in one of them.
/// In O(n log n) of what is wished and what is there. @see aci.md 8.1–8.7
plan_output plan(const plan_input& in);

} // namespace weft::aci
