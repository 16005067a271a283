#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/chain.hpp"
#include "protocol/cni/network_plan.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// One thing to be done for a Pod. Those of one list are done one after the other, in its order.
/// @see cni.md 8.3
struct operation {
  enum class kind : std::uint8_t {
    end_survivors, ///< the process group of `subject`, where it is still ours. @see cni.md 8.4
    set_aside,     ///< keep a copy of `file`, which does not read, where nobody looks
    discard,       ///< remove `file`, of which nobody can say what it stood for
    detach,        ///< DEL, with the netns of `subject` or with none
    release,       ///< DEL of the IPAM plugins alone
    attach,        ///< ADD
    drop,          ///< remove the record: nothing is left of it
    check,         ///< CHECK, which changes nothing
    collect,       ///< GC of all plugins of `network`; is of no attachment
  };

  kind what = kind::drop;
  attachment_record subject; ///< of `attach` as it is written before the first plugin runs
  std::string file;          ///< name of the record's file
  network_plan network;      ///< of `detach`, `release` and `attach`
  bool for_good = false;     ///< of `detach` and `release`: no entry waits, the record goes as well
  bool claimed = false; ///< of `attach`: the status has an entry of it, so that a record must stay
  std::vector<valid_attachment> valid; ///< of `collect`: all that is not rubbish
  /// Interfaces whose earlier operations in this list must have succeeded.
  std::vector<std::string> needs;
  std::string why; ///< for people

  bool operator==(const operation&) const = default;
};

std::string_view to_string(operation::kind what);

/// What a Pod's target calls it: "attach net1 at s1".
std::string unit_of(const operation& what);

/// The body of a transaction.
struct operations : record {
  std::vector<operation> all;
};

} // namespace weft::cni
