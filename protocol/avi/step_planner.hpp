#pragma once

#include "protocol/avi/body_parts.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/domain.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weft::avi {

/// One comparison of objects as they are wished with those that are there: the steps that are due,
/// in their legal order, each on its owner's behalf. What is wished, and who is told what, is
/// derived classes' to say. @see avi.md 5.11
class step_planner {
protected:
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
    std::vector<std::string> differs{};
    std::string why{};
  };
  static constexpr auto nowhere = static_cast<std::size_t>(-1);

  /// @param asked Outlives the planner; its observation is `seen`.
  step_planner(const settings& how, const plan_request& asked, const sight& seen)
    : how_(how), asked_(asked), seen_(seen) {}
  virtual ~step_planner() = default;

  /// On whose behalf an object is written.
  virtual const owner& owner_of(const wished_object& one) const = 0;
  /// The body to compare with `held`, and to write over it. @param held Null: it is not there.
  virtual json::value settled(const wished_object& one, const json::value* held);

  /// Adds the step that one object of the model needs, if any.
  void compare(const wished_object& one);
  /// Adds the removal of an object that is there, after whatever refers to it now and goes, or is
  /// changed.
  void remove(const object_name& which, const owner& whose);
  std::size_t add(write_step what, const owner& whose);

  const json::value* find(const object_name& which) const;
  bool is_kept_out(const owner& whose, const object_name& which, finding* into = nullptr) const;
  /// Whether it can be referred to: it is ours and there, or the batch makes it.
  bool is_at_hand(const object_name& which) const;

  /// What is to be written, if there is anything. Nothing else is to be called afterwards.
  proposal finish();
  void warn(const owner& whom, std::string_view why, std::string text);

  const settings& how_;
  const plan_request& asked_;
  const sight& seen_;
  std::map<object_name, finding> found_;
  std::map<object_name, std::size_t> removals_; ///< steps that remove something
  std::map<owner, std::set<std::string>> units_;
  batch work_;
  proposal out_;

private:
  bool is_blocked(const wished_object& one, const json::value& body) const;
  void make(const wished_object& one, finding& found, json::value body);
  void change(const wished_object& one, const json::value& held, finding& found,
              const json::value& wished);
  std::vector<std::size_t> steps_for(const std::set<object_name>& all) const;
};

/// Nothing is decided of what was asked, and why.
proposal undecided(const plan_request& asked, std::string_view why, const std::string& message);

/// What `asked` saw, where something can be decided with it; else null, with `instead` to answer.
const sight* decidable(const plan_request& asked, proposal& instead);

} // namespace weft::avi
