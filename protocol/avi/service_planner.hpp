#pragma once

#include "protocol/avi/contest.hpp"
#include "protocol/avi/service_model.hpp"
#include "protocol/avi/step_planner.hpp"

#include <cstddef>
#include <vector>

namespace weft::avi {

/// One comparison of a VirtualService, and all it refers to, with what Services wish of it: the
/// steps that are due, in their legal order, and how every Service stands. @see avi.md 5.11
class service_planner : step_planner {
public:
  /// @param asked Outlives the planner; its observation is `seen`.
  service_planner(const settings& how, const plan_request& asked, const sight& seen);

  proposal decide();

private:
  const owner& owner_of(const wished_object& one) const override;
  json::value settled(const wished_object& one, const json::value* held) override;

  // What is to be there.
  void compare_all();
  void drop_stale();

  // What is to go.
  void dismantle();
  std::vector<object_name> leaving() const;
  /// Whether it is a pool of another VirtualService, which calls one of its own the same: whoever
  /// was first has it. @see avi.md 5.2
  bool is_anothers(const object_name& which, const json::value& held) const;

  // What everybody is told.
  void tell();
  verdict tell_member(std::size_t number);
  verdict tell_leaving(const owner& who, const fragment& part) const;
  /// Of a Service that leaves while others stay.
  bool has_pools(const fragment& part) const;
  snapshot<standing_service> standing() const;

  contest contest_;
  std::vector<wished_object> model_;
  bool address_fixed_ = false;
};

/// The next batch towards what is wished of one VirtualService, and how every Service stands.
proposal plan_service(const settings& how, const plan_request& asked);

} // namespace weft::avi
