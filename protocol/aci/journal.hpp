#pragma once

#include "protocol/aci/records.hpp"

#include <set>
#include <string>

namespace weft::aci {

/// What has been told of while an exchange was under way: its answer may be older than that.
class journal {
public:
  void touch(const object_name& what) { touched_.insert(what); }
  /// The EEPG with all below it.
  void touch_below(const eepg_name& what) { whole_.insert(what); }
  /// The L3Out with all below it.
  void touch_below(const l3out_name& what) { outs_.insert(what); }
  void appear(const l3out_name& what) { appeared_.insert(what); }

  bool covers(const object_name& what) const {
    return touched_.contains(what) || whole_.contains(what.where) || covers(what.where.out());
  }
  bool covers(const l3out_name& what) const { return outs_.contains(what); }
  bool appeared(const l3out_name& what) const { return appeared_.contains(what); }

private:
  std::set<object_name> touched_;
  std::set<eepg_name> whole_;
  std::set<l3out_name> outs_;
  std::set<l3out_name> appeared_;
};

} // namespace weft::aci
