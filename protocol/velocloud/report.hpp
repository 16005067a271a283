#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/settings.hpp"

namespace weft::velocloud {

/// The complete status of a VelocloudBP. With equal input and the status it returned before as the
/// stored one, the same to the byte. @see velocloud.md 2.3
json::value report(const settings& how, const report_request& request);

} // namespace weft::velocloud
