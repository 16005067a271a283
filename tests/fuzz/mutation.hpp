#pragma once

#include "tests/fuzz/chance.hpp"

#include <string>
#include <vector>

namespace weft::fuzz {

/// One of the seeds, spoilt in one to six places: bits and bytes changed, pieces left out, doubled,
/// moved or taken from another seed, and words put in that decoders stumble over.
std::string mutated(const std::vector<std::string>& seeds, chance& by);

} // namespace weft::fuzz
