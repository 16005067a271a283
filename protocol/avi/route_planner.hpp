#pragma once

#include "protocol/avi/route_list.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/domain.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::avi {

/// Why not all that is wished can be had of a controller that was found to be so, for people;
/// empty: it can. @see avi.md 2.11, 11.1
std::string fault_of(const site& at);

/// Why no route may be written at all, for people; empty: they may. @see avi.md 2.11, 3.2
std::string routes_at_fault(const settings& how, const sight& seen);

/// Where a Node's routes stand: the evidence of a verdict.
struct standing_routes : record, telling {
  std::vector<std::pair<std::string, std::string>> lines; ///< a route each, with its id

  std::vector<std::pair<std::string, std::string>> tell() const override { return lines; }
};

/// One comparison of what Nodes wish with the routes of a VRF. Foreign routes, and whatever else
/// the VRF holds, stay as they are; what stays of ours stays in its place. @see avi.md 4.5, 4.7
class route_planner {
public:
  /// @param asked Outlives the planner; its observation holds the VRF.
  route_planner(const settings& how, const plan_request& asked, const json::value& vrf);

  proposal decide();

  /// The VRF as it is to be; meaningful after decide(), where something changes.
  json::value result() const;
  bool changes() const { return changes_; }

private:
  /// How it stands with one network that Nodes wish.
  struct stake {
    const owner* whose = nullptr; ///< who has it, of those that wish it
    const wished_route* wish = nullptr;
    std::size_t found = nowhere; ///< its route in the VRF
    bool stands = false;         ///< as it is wished
    bool touched = false;        ///< the plan writes it
    std::vector<const owner*> losers;
  };
  static constexpr auto nowhere = static_cast<std::size_t>(-1);

  void gather();
  void match();
  void award();
  void award(stake& one, const std::vector<std::pair<const owner*, const wished_route*>>& all);
  void tend(found_route& one, std::size_t number);
  void tend_stake(found_route& one, stake& of);
  void tend_unwished(found_route& one);
  void remove(found_route& one, const owner* whose);
  void add_missing();
  std::string free_id(const std::string& token, std::size_t place);

  bool is_frozen(const owner& who) const;
  bool is_ours(const found_route& one) const;
  /// The living Node whose token the id bears; null: nobody's.
  const owner* bearer(const found_route& one) const;

  void tell();
  verdict tell_placing(const owner& who, const wished_node& wish) const;
  verdict tell_leaving(const owner& who, const fragment& part) const;
  void warn(const owner& whom, std::string_view why, std::string text);
  void warn_of_others();

  const settings& how_;
  const plan_request& asked_;
  const json::value& vrf_;
  std::vector<found_route> routes_;
  std::vector<json::value> added_;
  std::map<prefix, std::vector<std::pair<const owner*, const wished_route*>>> claims_;
  std::map<prefix, stake> stakes_;
  std::map<std::string, const owner*> tokens_; ///< of Nodes that wish something
  std::map<prefix, const owner*> departed_;    ///< wished before, and by whom
  std::set<prefix> left_be_;
  std::set<std::string> ids_; ///< taken
  std::set<owner> changed_;   ///< something is done for them
  std::map<owner, std::vector<std::string>> repairs_;
  bool changes_ = false;
  proposal out_;
};

} // namespace weft::avi
