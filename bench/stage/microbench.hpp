#pragma once

#include <functional>
#include <string>

namespace weft::bench {

/// Runs every Google Benchmark of this program, its own report shut up.
/// @param each Gets each one's name and its processor time per iteration.
/// @returns the exit code: 1 when one of them failed.
int run_microbenches(const std::function<void(const std::string& name, double nanoseconds)>& each);

} // namespace weft::bench
