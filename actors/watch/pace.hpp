#pragma once

#include <chrono>
#include <cstddef>

namespace weft {

/// What an operator may choose about the streams.
struct watch_pace {
  std::size_t page = 500;           ///< objects per answer of a list
  std::chrono::seconds timeout{27}; ///< each watch asks for a random one in [this, twice this)
  bool stream = true;               ///< a snapshot is streamed where the server can, else listed
};

} // namespace weft
