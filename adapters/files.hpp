#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace weft {

/// The whole of a file, be it a pipe. Nothing when it cannot be read: it is absent, not permitted,
/// or a directory, as a container runtime makes where a mounted file is missing.
std::optional<std::string> read_file(const std::filesystem::path& from);

} // namespace weft
