#include "protocol/pace.hpp"

namespace weft {

pacing pace_of(const controller_settings& how) {
  pacing out;
  out.debounce = how.debounce;
  out.debounce_cap = how.debounce_cap;
  out.resync = how.resync;
  out.retry_first = how.retry_first;
  out.retry_cap = how.retry_cap;
  return out;
}

} // namespace weft
