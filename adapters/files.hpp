#pragma once

#include "protocol/fault.hpp"

#include <filesystem>
#include <string>

namespace weft {

/// The whole of a file, be it a pipe.
/// @returns errc::refused naming the file and why: it is absent, not permitted, or a directory, as
/// a container runtime makes where a mounted file is missing.
result<std::string> read_file(const std::filesystem::path& from);

} // namespace weft
