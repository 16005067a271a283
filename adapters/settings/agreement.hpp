#pragma once

#include "adapters/settings/reader.hpp"

namespace weft::config {

/// Complains about values that are fine by themselves and wrong together.
void check_agreement(reading& about);

} // namespace weft::config
