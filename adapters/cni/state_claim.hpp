#pragma once

#include "protocol/cni/settings.hpp"
#include "protocol/fault.hpp"

#include <memory>

namespace weft::cni {

/// Makes the directory of the records one agent's alone, and one Node's: of two agents each takes
/// what the other has made for nobody's, and so does one that goes by another Node's name.
///
///   lock   locked by the agent that works there, with the number of its process
///   node   the name of the Node, noted by the first agent
///
/// Blocks. @param how The directory is there. @returns what to hold on to for as long as records
/// are written; errc::refused names the key, the path and who stands in the way.
result<std::shared_ptr<const void>> claim_state(const settings& how);

} // namespace weft::cni
