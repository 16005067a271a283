#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace weft::bench {

/// Looks fifty times a second until `seen` says yes; throws std::runtime_error, naming `what`,
/// when that takes longer than `limit`.
void await(const std::string& what, const std::function<bool()>& seen,
           std::chrono::seconds limit = std::chrono::minutes{5});

} // namespace weft::bench
