#pragma once

#include "adapters/k8s/access.hpp"
#include "protocol/fault.hpp"

#include <filesystem>
#include <vector>

namespace weft::k8s {

/// Reads kubeconfig files merged in order: the first to name an entry wins it whole, missing files
/// are skipped, relative paths are relative to their file, unknown keys are ignored.
/// @returns errc::malformed for what cannot be read, errc::refused for what is not there or cannot
///          be honoured; both name the file, the entry and the key. @see kubernetes.md 1.1, 1.3
result<cluster_access> read_kubeconfig(const std::vector<std::filesystem::path>& files,
                                       const access_overrides& wanted);

} // namespace weft::k8s
