#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// How a Service stands, for an annotation of it: one condition. Null for one that is not ours to
/// balance; nothing for a Node, which has no place for it.
json::value report(const settings& how, const report_request& request);

} // namespace weft::avi
