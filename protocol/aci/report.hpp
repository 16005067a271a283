#pragma once

#include "protocol/aci/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::aci {

/// The condition that the annotation `settings::report_annotation` of a Deployment should hold,
/// with the EEPG it is about and how many prefixes are wished there; null when it should hold
/// nothing. With equal input and the value it returned before as the stored one, the same to the
/// byte. The stored one is what the annotation holds, unless `projection::status` says what has
/// been written since.
json::value report(const settings& how, const report_request& request);

} // namespace weft::aci
