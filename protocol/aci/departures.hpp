#pragma once

#include "protocol/aci/records.hpp"
#include "protocol/domain.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::aci {

/// Whether what this fragment names is to stay where it is.
bool wants(const fragment& part);
/// Whether it asks for what it names to be taken away.
bool takes_away(const fragment& part);

/// How many EEPGs and prefixes in them are wished, each counted once.
std::size_t count_wished(const std::map<owner, snapshot<fragment>>& all);

/// Remembers what Deployments have wished and wish no more, so that its removal is known to be
/// meant: because they asked for it, or because they wish otherwise now. Who vanishes without a
/// word leaves nothing here; what was his is up to the comparison and its brake. Costs as much as
/// what has changed. @see aci.md 8.7
class departures {
public:
  using wishes = std::map<owner, snapshot<fragment>>;

  /// Takes over all that is wished now, and all that is to go.
  /// @returns what an owner of it no longer wishes, though others may.
  std::vector<object_name> follow(const wishes& all);

  /// What it names has been removed, and with an EEPG all below it. @returns whether it departed.
  bool forget(const object_name& what);
  /// Forgets what has departed and of which this says that there is nothing left to remove.
  /// @returns whether that was something.
  bool forget_if(const std::function<bool(const object_name& what)>& is_gone);

  const prefixes_by_eepg& all() const { return departed_; }
  /// Whether somebody wishes something of it, or that it go.
  bool wished(const l3out_name& which) const { return asked_.contains(which); }

  /// Who refers to the EEPG, and with which words: another value of the annotation is another
  /// reference.
  std::set<std::string> references(const eepg_name& to) const;

private:
  using bodies = std::map<owner, snapshot<record>>;

  void leave(const wished_eepg& before, const wished_eepg* now, std::vector<object_name>& out);
  void vanish(const wished_eepg& before, std::vector<object_name>& out);
  void come(const wished_eepg& now);

  bodies before_;
  bodies leaving_; ///< what those who ask for its removal have wished
  prefixes_by_eepg departed_;
  std::set<l3out_name> asked_;
};

} // namespace weft::aci
