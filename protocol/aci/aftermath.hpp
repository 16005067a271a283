#pragma once

#include "protocol/aci/records.hpp"

namespace weft::aci {

/// The fabric as it is expected to be seen once `done` has been carried out, for who looks ahead.
/// What is not known of stays unknown.
fabric aftermath(const fabric& seen, const request& done);

} // namespace weft::aci
