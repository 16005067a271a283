#pragma once

#include "protocol/aci/marks.hpp"
#include "protocol/aci/plan.hpp"
#include "protocol/aci/request_writer.hpp"
#include "protocol/aci/steps.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::aci {

/// One comparison of what is wished with what is there: who may have what, what has to be done for
/// it, what of that is done now, and what everybody is told.
class planner {
public:
  /// @param in Outlives the planner.
  explicit planner(const plan_input& in);

  plan_output decide();

private:
  /// How it stands with one thing that is wished.
  enum class fate : std::uint8_t {
    stands,
    foreign, ///< somebody else's object stands there, and does not classify
    now,     ///< the request holds it
    later,
    held, ///< others are tried first
    refused,
    resting, ///< corrected too often
    blocked, ///< something else has to go before, or its L3Out is not ready
  };
  struct finding {
    fate what = fate::later;
    std::size_t step = nowhere;
    std::string why; ///< for people, of `refused`, `blocked` and `foreign`
  };

  // What is there against what is wished.
  void compare(std::size_t number);
  void compare_eepg(std::size_t number);
  void meet(std::size_t wanted, const subnet* held);
  void place(std::size_t wanted);
  void mend(std::size_t wanted, const subnet& held);
  void find_unwished(std::size_t number, const std::string& prefix, const subnet& held);
  bool clear_out(std::size_t number);
  std::size_t add(step what);

  // Moves; in moves.cpp.
  /// Prefixes of ours that are where nobody wishes them, and wished elsewhere.
  struct stray {
    const std::string* prefix = nullptr;
    std::size_t site = nowhere;
    std::size_t step = nowhere; ///< its release; nowhere: it has to stay
    std::string why;            ///< it has to stay
  };
  /// The numbers of what is wanted under this prefix: from the first, up to the second.
  std::pair<std::size_t, std::size_t> wanted_of(const std::string& prefix) const;
  bool is_wanted_elsewhere(const std::string& prefix) const;
  void join_moves();
  void join(std::span<const stray> leaving);
  std::string_view home_of(const std::map<std::string_view, std::vector<std::size_t>>& arrivals,
                           std::span<const stray> leaving) const;
  void arrive(const std::vector<std::size_t>& steps, std::span<const stray> leaving,
              std::string_view home);

  // What is done now; in choice.cpp.
  std::string_view tenant_of(const step& one) const;
  piece piece_of(const step& one) const;
  finding hindrance(const step& one) const;
  finding& finding_of(const step& one);
  void gather();
  void choose();
  void fill(std::vector<std::size_t>& bundles);
  bool has_ground(const bundle& what) const;
  void settle(std::size_t number, const bundle& within);

  // What everybody is told; in told.cpp.
  struct tally;
  void tell();
  void tell_party(std::size_t number, tally& counted);
  void show(eepg_verdict& said, const party& one, std::size_t standing) const;
  void tell_leaving(std::size_t number);
  bool is_wanted(std::size_t number, const std::string& prefix) const;
  void warn(const owner& whom, std::string_view why, const std::string& text);
  void announce(const party& one);
  void warn_of_losses(const party& one, const tally& counted);
  void warn_of_overlaps();

  const plan_input& in_;
  const marks marks_;
  std::vector<party> parties_;
  std::vector<stake> stakes_;
  std::vector<site> sites_;
  std::vector<wanted_prefix> wanted_;
  std::vector<finding> found_;       ///< by number of the wanted prefix
  std::vector<finding> found_eepgs_; ///< by number of the EEPG
  std::vector<step> steps_;
  std::vector<bool> done_;      ///< by number of the step: the request holds it
  std::vector<bundle> bundles_; ///< by number of the step that comes first in it
  std::vector<stray> strays_;
  std::map<std::size_t, std::size_t> clearances_; ///< steps that remove an EEPG, by EEPG
  /// Numbers of the warnings, by owner and reason.
  std::map<std::pair<const owner*, std::string>, std::size_t> warned_;
  plan_output out_;
};

} // namespace weft::aci
