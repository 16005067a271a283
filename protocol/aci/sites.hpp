#pragma once

#include "protocol/aci/contest.hpp"
#include "protocol/aci/plan.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::aci {

/// One EEPG that is wished or there.
struct site {
  /// Whether something can be placed in it.
  enum class state : std::uint8_t {
    unread,  ///< it is not known yet how it stands
    denied,  ///< it cannot be read, or we have no right to its tenant
    waiting, ///< there is no L3Out
    parked,  ///< it was somebody's and is gone
    ready,
  };

  eepg_name name;
  state stands = state::unread;
  std::string why;            ///< for people, when not ready
  const eepg* held = nullptr; ///< null: nothing is there or remembered
  std::string_view vrf;
  bool known = false;          ///< what it holds can be relied on
  bool readable = false;       ///< … and be changed
  bool referred = false;       ///< somebody wishes it, or that it be left alone
  std::size_t party = nowhere; ///< whose piece it is; nowhere: nobody wants it brought about
  bool departed = false;       ///< it has been wished, and is no more
  const std::set<std::string>* departed_prefixes = nullptr;
  bool collectable = false;        ///< what nobody refers to may be taken for ours
  std::vector<std::size_t> wanted; ///< numbers of wanted prefixes, in their order

  bool present() const { return held && held->present; }
  bool ours() const { return present() && held->ours; }
  bool has_departed(const std::string& prefix) const {
    return departed_prefixes && departed_prefixes->contains(prefix);
  }
};

/// All EEPGs, by name.
/// @param parties Are told their EEPG's number.
std::vector<site> survey(const plan_input& in, std::vector<party>& parties);

} // namespace weft::aci
