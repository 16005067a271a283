#pragma once

#include "protocol/avi/host_contest.hpp"
#include "protocol/avi/layer7_model.hpp"
#include "protocol/avi/step_planner.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace weft::avi {

/// One comparison of a shared VirtualService, its children and all they refer to, with what
/// Ingresses wish of it. What an Ingress lacks stops no other one's. @see avi.md 7
class layer7_planner : step_planner {
public:
  /// @param asked Outlives the planner; its observation is `seen`.
  layer7_planner(const settings& how, const plan_request& asked, const sight& seen);

  proposal decide();

private:
  const owner& owner_of(const wished_object& one) const override;
  json::value settled(const wished_object& one, const json::value* held) override;

  void find_cause();
  void touch_joint();
  std::size_t newcomer() const;

  // What is there for Ingresses that nobody knows now.
  remnants find_remnants();
  /// Whether all Ingresses that an object is for are those that are asked about.
  bool is_for_known(const json::value& object) const;
  bool is_swept(const object_name& which);

  // What is to be there.
  bool is_wanted() const;
  void compare_all();
  std::string objection(const wished_object& one, const json::value& held) const;
  /// Without the entries of its lists that refer to what cannot be had.
  json::value pruned(json::value body, std::string_view of_type) const;

  // What is to go.
  void drop_stale();
  bool may_go(const object_name& which, const json::value& held) const;
  const owner* leaver() const;

  // What everybody is told.
  void tell();
  verdict tell_member(std::size_t number);
  verdict tell_leaving(const owner& who, const fragment& part) const;
  snapshot<standing_ingress> standing(std::size_t number) const;

  std::string name_; ///< the shared VirtualService's
  host_contest contest_;
  std::set<std::string> known_; ///< Ingresses that are asked about: "namespace/name"
  std::vector<wished_object> model_;
  std::set<object_name> shared_;
  std::set<object_name> swept_;
  const owner* cause_ = nullptr;  ///< who wishes something else than before; null: nobody
  std::set<object_name> touched_; ///< that are changed on its behalf
};

/// The next batch towards what is wished of one shared VirtualService, and how every Ingress
/// stands.
proposal plan_layer7(const settings& how, const plan_request& asked);

} // namespace weft::avi
