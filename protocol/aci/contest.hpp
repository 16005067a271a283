#pragma once

#include "protocol/aci/records.hpp"
#include "protocol/domain.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weft::aci {

inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// One owner with its wish.
struct party {
  const owner* who = nullptr;
  const fragment* part = nullptr;
  const wished_eepg* wish = nullptr;
  std::size_t site = nowhere; ///< number of the EEPG
};

/// One claim in the contest for its prefix.
struct stake {
  const claim* what = nullptr;
  std::size_t party = nowhere;
  std::size_t site = nowhere;
  std::size_t wanted = nowhere;   ///< what it has become part of
  std::size_t loses_to = nowhere; ///< the stake that stands against it
};

/// A prefix that is to be in an EEPG.
struct wanted_prefix {
  const std::string* prefix = nullptr;
  std::size_t site = nowhere;
  std::size_t first = 0;       ///< stakes, from this one
  std::size_t last = 0;        ///< up to that one
  std::size_t party = nowhere; ///< whose piece it is; nowhere: nobody wants it brought about
};

/// Who may have which prefix where: of several objects that claim one for different EEPGs the best
/// has it, in all EEPGs it claims it for.
/// @param stakes Come out in the order of prefix, EEPG and party, and decided.
/// @returns by prefix, then by EEPG.
/// @see aci.md 8.1
std::vector<wanted_prefix> decide(std::vector<stake>& stakes, const std::vector<party>& parties);

/// Whether the name is that of one of those who claim it: then it stays.
bool is_named_after(const std::vector<stake>& stakes, const wanted_prefix& what,
                    std::string_view name);

/// The name of the oldest of those who claim it.
std::string name_for(const std::vector<stake>& stakes, const wanted_prefix& what);

} // namespace weft::aci
