#pragma once

#include "protocol/aci/records.hpp"
#include "protocol/domain.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::aci {

/// Whether what this fragment names is to stay where it is.
bool wants(const fragment& part);

/// Remembers what Deployments have wished and wish no more, so that its removal is known to be
/// meant. Costs as much as what has changed. @see aci.md 8.7
class departures {
public:
  using wishes = std::map<owner, snapshot<fragment>>;

  /// Takes over all that is wished now.
  /// @returns what an owner of it no longer wishes, though others may.
  std::vector<object_name> follow(const wishes& all);

  /// What it names has been removed, and with an EEPG all below it. @returns whether it departed.
  bool forget(const object_name& what);

  const prefixes_by_eepg& all() const { return departed_; }
  bool wished(const l3out_name& which) const { return asked_.contains(which); }

  /// Who refers to the EEPG, and with which words: another value of the annotation is another
  /// reference.
  std::set<std::string> references(const eepg_name& to) const;

private:
  void leave(const wished_eepg& before, const wished_eepg* now, std::vector<object_name>& out);
  void come(const wished_eepg& now);

  std::map<owner, snapshot<record>> before_;
  prefixes_by_eepg departed_;
  std::set<l3out_name> asked_;
};

} // namespace weft::aci
