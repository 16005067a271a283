#pragma once

#include "protocol/aci/contest.hpp"
#include "protocol/aci/records.hpp"
#include "protocol/aci/sites.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft::aci {

/// One thing to be done, if not now then later.
struct step {
  enum class kind : std::uint8_t {
    make_eepg,
    mend_eepg, ///< give it its mark again
    place,
    mend, ///< put right what has drifted
    release,
    remove_eepg, ///< with all below it
  };
  kind what = kind::place;
  std::size_t site = nowhere;
  const std::string* prefix = nullptr; ///< canonical; null: the EEPG
  std::size_t wanted = nowhere;
  std::size_t party = nowhere; ///< whose piece; nowhere: nobody's
  const subnet* before = nullptr;
  subnet after;
  std::size_t sweeps = 0; ///< things that go unasked
};

/// Steps that go together or not at all.
struct bundle {
  std::vector<std::size_t> steps;
  bool waits = false; ///< for something that has to happen in a request before
};

} // namespace weft::aci
