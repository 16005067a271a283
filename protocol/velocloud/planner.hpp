#pragma once

#include "protocol/velocloud/identity.hpp"
#include "protocol/velocloud/revision.hpp"
#include "protocol/velocloud/settings.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace weft::velocloud {

/// What a comparison came to.
struct decision {
  proposal said;                   ///< verdicts, notices and counts
  std::optional<json::value> data; ///< the module's new data, unless nothing changes
  rule_names ours;                 ///< names our rules bear before or after that
};

/// One comparison of what is wished with a module that can be used. Decides owner by owner,
/// oldest first, and gathers the changes.
class planner {
public:
  /// @param module Outlives the planner.
  planner(const settings& how, const plan_request& request, const module_state& module);

  decision decide();

private:
  using name_slot = std::pair<std::size_t, std::string>; ///< segment number and rule name

  // What every wish needs.
  verdict& say(const entry& one, progress how_far, std::string_view why = {},
               std::string text = {});
  void refuse(const entry& one, std::string_view why, std::string text);
  void show(verdict& into, const entry& one, std::vector<placement> at) const;
  placement standing(const entry& one, const rule_ref& where) const;
  placement intended(const entry& one, std::size_t segment) const;
  bool wait_for_turn(const entry& one, bool removes);
  void change(const entry& one, bool first, std::vector<std::string> repairs,
              std::vector<placement> at);
  void drop(const std::vector<rule_ref>& rules);

  void leave_be(const entry& one);
  void give_way(const entry& one);
  void rehearse(const entry& one);
  std::string rehearsed(const entry& one) const;
  void remove(const entry& one);
  void sweep();
  void count_ours();
  rule_names names_of_ours() const;

  // What `place` needs; in placing.cpp.
  const module_index::segment* segment_for(const entry& one);
  void register_names();
  void place(const entry& one);
  const module_index::segment* usable_place(const entry& one) const;
  bool stays_for_good(const entry& one) const;
  std::vector<rule_ref> contested(const entry& one) const;
  void oust(const entry& one);
  void lose(const entry& one, const entry& winner, const module_index::segment& where);
  bool name_is_free(const entry& one, std::size_t segment);
  bool adoption_stands_out(const entry& one, const rule_ref& where) const;
  void keep_in_place(const entry& one, const rule_ref& where);
  void arrive(const entry& one, std::size_t segment);
  void take_over(const entry& one, const rule_ref& where);
  void adopt(const entry& one, const std::vector<rule_ref>& candidates);

  const settings& how_;
  const plan_request& request_;
  const module_state& module_;
  module_index index_;
  std::vector<entry> all_;
  std::set<rule_ref> owned_;
  std::map<name_slot, const entry*> winners_; ///< who may bear a name
  std::map<name_slot, const entry*> stayers_; ///< whose rule keeps bearing it whatever is wished
  revision changes_;
  proposal out_;
};

} // namespace weft::velocloud
