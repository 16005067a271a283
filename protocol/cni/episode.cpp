#include "protocol/cni/episode.hpp"

#include <utility>

namespace weft::cni {

bool episode::begins(bool is_there, time now) {
  if (std::exchange(was_there_, is_there))
    last_ = now; // until just now
  if (!is_there)
    return false;
  const bool is_new = !last_ || now - *last_ > calm_;
  last_ = now;
  return is_new;
}

} // namespace weft::cni
