#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// Of the capabilities that no agent does without those that a process has not, as
/// capabilities(7) calls them: CAP_NET_ADMIN, which plugins need for interfaces, and CAP_SYS_ADMIN,
/// without which nobody steps into a Pod's namespace. @see cni.md 8.1.15
/// @param status Of the process, as /proc/<pid>/status shows it.
std::vector<std::string> lacking_privileges(std::string_view status);

} // namespace weft::cni
