#pragma once

#include "protocol/aci/managed_object.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the APIC's socket says. @see aci.md 4.3
namespace weft::aci {

/// That one object has come, changed or gone.
struct event {
  enum class kind : std::uint8_t { created, modified, deleted };
  kind what = kind::modified;
  /// All attributes of a new object, those that changed of another, none of one that is gone.
  managed_object about;
};

/// One text frame of the socket.
struct frame {
  std::vector<std::string> subscriptions; ///< whom it is for; nobody needs to know them
  std::vector<event> events;              ///< in their order
  bool damaged = false; ///< something in it does not read: compare everything once
};

/// Reads a frame as far as it reads: objects of a status that is none of the three are skipped, of
/// any class are told. @returns errc::malformed when it is no JSON or has no list of objects.
result<frame> read_frame(std::string_view text);

} // namespace weft::aci
