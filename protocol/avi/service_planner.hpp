#pragma once

#include "protocol/avi/contest.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/avi/service_model.hpp"
#include "protocol/domain.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::avi {

/// One comparison of a VirtualService, and all it refers to, with what Services wish of it: the
/// steps that are due, in their legal order, and how every Service stands. @see avi.md 5.11
class service_planner {
public:
  /// @param asked Outlives the planner; its observation is `seen`.
  service_planner(const settings& how, const plan_request& asked, const sight& seen);

  proposal decide();

private:
  /// How it stands with one object that is wished.
  enum class fate : std::uint8_t {
    stands,
    foreign, ///< somebody else's object bears the name
    now,     ///< the batch holds it
    held,    ///< others are tried first
    refused,
    blocked, ///< it refers to one that is neither there nor made now
  };
  struct finding {
    fate what = fate::stands;
    std::size_t step = nowhere;
    std::vector<std::string> differs;
    std::string why;
  };
  static constexpr auto nowhere = static_cast<std::size_t>(-1);

  // What is to be there.
  void compare();
  void compare(const wished_object& one);
  bool is_blocked(const wished_object& one) const;
  void make(const wished_object& one, finding& found);
  void change(const wished_object& one, const json::value& held, finding& found);
  json::value settled(const wished_object& one, const json::value* held);
  void drop_stale();

  // What is to go.
  void dismantle();
  std::vector<object_name> leaving() const;
  /// Whether it is a pool of another VirtualService, which calls one of its own the same: whoever
  /// was first has it. @see avi.md 5.2
  bool is_anothers(const object_name& which, const json::value& held) const;
  std::size_t add(write_step what, const owner& whose);

  const json::value* find(const object_name& which) const;
  bool is_kept_out(const owner& whose, const object_name& which, finding* into = nullptr) const;
  std::vector<std::size_t> steps_for(const std::set<object_name>& all) const;

  // What everybody is told.
  void tell();
  verdict tell_member(std::size_t number);
  verdict tell_leaving(const owner& who, const fragment& part) const;
  /// Of a Service that leaves while others stay.
  bool has_pools(const fragment& part) const;
  snapshot<standing_service> standing() const;
  void warn(const owner& whom, std::string_view why, std::string text);

  const settings& how_;
  const plan_request& asked_;
  const sight& seen_;
  contest contest_;
  std::vector<wished_object> model_;
  std::map<object_name, finding> found_;
  std::map<object_name, std::size_t> removals_; ///< steps that remove something
  std::map<owner, std::set<std::string>> units_;
  bool address_fixed_ = false;
  batch work_;
  proposal out_;
};

/// The next batch towards what is wished of one VirtualService, and how every Service stands.
proposal plan_service(const settings& how, const plan_request& asked);

} // namespace weft::avi
