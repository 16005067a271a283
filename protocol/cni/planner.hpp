#pragma once

#include "protocol/cni/matching.hpp"
#include "protocol/cni/plan.hpp"
#include "protocol/cni/situation.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::cni {

/// Makes one plan, step by step; used once. @see cni.md 8.3
class planner {
public:
  explicit planner(const plan_input& in);

  plan_output run();

private:
  /// What is to become of a live record.
  struct fate {
    const attachment_record* held = nullptr;
    const match* wish = nullptr; ///< the element it satisfies; null: none
    bool stale = false;          ///< of another sandbox or boot
    bool kept = false;           ///< it stays as it is
    bool again = false;          ///< it is attached anew once it is gone
    std::string why;             ///< it goes, or is made anew
  };

  // What there is.
  void collect_records();
  void rescue_torn();
  void set_aside(const attachment_record& what, const std::string& file, const std::string& why);
  std::optional<attachment_record> stand_in_for(const torn_record& what) const;
  bool is_awaited(const torn_record& what) const;
  void match_wishes();

  // What becomes of it.
  void judge_records();
  void judge(fate& what) const;
  std::string fault_of(const attachment_record& what) const;
  bool asks_anew(const fate& what) const;
  bool is_replaced(const fate& what) const;

  // What is done about it.
  void drop_records();
  void end_survivors();
  void detach_records();
  void detach(const fate& what);
  void unplug_others();
  /// Whether what a dead agent has left for this Pod does not end.
  bool is_stuck();
  /// Null: it does not rest.
  const resting* resting_try(const std::string& interface, verb how) const;
  /// What keeps it there: its DEL has failed, or its ADD and the cleaning after that.
  const resting* hindrance_of(const std::string& interface) const;
  bool has_failed(const attachment_record& what, verb how) const;
  bool rests(const attachment_record& what) const;
  bool rests_uncleaned(const fate& what) const;
  void block(const attachment_record& what, bool reachable);
  void linger(const attachment_record& what, bool reachable = true);
  bool is_given_up(const attachment_record& what) const;
  void attach_elements();
  void attach(const match& what);
  bool adopt(const operation& wanted);
  void attach_kept_sources();
  void add_attach(operation next, const std::string& parent, element_state* of);
  bool may_try(const operation& next, element_state& of) const;

  // How it stands.
  void describe_elements();
  void explain(const match& what, element_state& state);
  element_state& state_of(const match& what);
  void write_entries();
  void add_entry(const attachment_record& what);
  void refuse(element_state& of, std::string_view why, std::string text);
  void announce();
  const fate* fate_of(const attachment_record* what) const;
  bool is_claimed(const std::string& interface) const;

  const plan_input& in_;
  situation at_;
  std::deque<attachment_record> stand_ins_; ///< for what does not read
  std::map<const attachment_record*, std::string> torn_files_;
  std::vector<const attachment_record*> live_;
  std::vector<const attachment_record*> superseded_; ///< of an interface that another one has
  matching matched_;
  std::vector<fate> fates_;
  std::set<std::string> going_;   ///< interfaces that operations of this plan take away
  std::set<std::string> blocked_; ///< interfaces that stay although they should go
  std::set<std::string> coming_;  ///< interfaces that operations of this plan bring
  std::uint64_t next_order_ = 1;
  std::map<std::string, std::vector<std::string>> refusals_; ///< texts by reason
  plan_output out_;
};

} // namespace weft::cni
