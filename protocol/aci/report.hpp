#pragma once

#include "protocol/aci/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::aci {

/// The condition that the annotation `settings::report_annotation` of a Deployment should hold,
/// with the DN of the EEPG it is about; null when it should hold nothing. Nothing in it changes
/// merely because Pods come and go: a change of it is a write to the API server. With equal input
/// and the value it returned before as the stored one, the same to the byte. The stored one is what
/// the annotation holds, unless `projection::status` says what has been written since.
json::value report(const settings& how, const report_request& request);

} // namespace weft::aci
