#pragma once

#include "protocol/cni/execution.hpp"
#include "protocol/cni/invocation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What a plugin says when it fails, and what that calls for. @see cni.md 5.6
namespace weft::cni {

/// What is to be done about an error.
enum class reaction : std::uint8_t {
  retry,     ///< soon, then ever later
  later,     ///< the same, but not within a second
  look,      ///< the sandbox is another one by now: find out, then go on
  missing,   ///< the plugin's file is not there: rarely
  permanent, ///< not until annotation, network object or sandbox has changed, or rarely
};

std::string_view to_string(reaction what);

/// A failed execution of a plugin.
struct plugin_error {
  std::string type;      ///< of the plugin
  std::int64_t code = 0; ///< of the error object; 0: there was none
  std::string message;   ///< for people, one line
  reaction calls_for = reaction::retry;
  bool exists = false; ///< there is an interface of this name already
  bool ran = true;     ///< false: it was not even started

  bool operator==(const plugin_error&) const = default;
};

/// Nothing when it has succeeded, of a DEL also when the plugin knows nothing of the container. Of
/// an ADD this does not say that what was printed is a result.
std::optional<plugin_error> error_of(const invocation& what, const execution& came);

/// Whether a plugin says that there is an interface of this name already. @see cni.md 5.6
bool tells_of_interface(std::string_view message);

} // namespace weft::cni
