#pragma once

#include "protocol/domain.hpp"
#include "protocol/json/value.hpp"
#include "protocol/snapshot.hpp"
#include "protocol/state/comparison.hpp"
#include "protocol/state/telling.hpp"

#include <set>
#include <string>
#include <vector>

namespace weft::cni {

/// What a Pod's target has to say in the status annotation: the evidence of a verdict.
struct reported_attachments : record, telling {
  json::array entries;                  ///< ours, in their order
  std::set<std::string> our_interfaces; ///< all that are ours there, or were
  std::vector<compared> interfaces;     ///< for people alone

  detail_list tell() const override { return weft::tell(interfaces); }
};

/// Changes whenever what the annotation is to say does.
std::string digest_of(const reported_attachments& what);

/// The status annotation that a Pod should bear: entries of others as they are, then ours. Null
/// where it should bear none; as it is while the target has said nothing. It is not ours alone:
/// `projection::status` must be what the Pod bears now, whoever wrote it. @see cni.md 3
json::value report(const report_request& request);

} // namespace weft::cni
