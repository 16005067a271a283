#pragma once

#include "protocol/cni/kactus.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace weft::cni {

/// What kactus has noted down of a sandbox; nothing where it does not run or the file does not
/// read. Blocks for as long as a local disk takes. @see cni.md 6
/// @param folder Where it keeps a file per sandbox.
std::vector<kactus_attachment> read_kactus_notes(const std::string& sandbox,
                                                 const std::filesystem::path& folder
                                                 = "/var/lib/cni/kactus");

} // namespace weft::cni
