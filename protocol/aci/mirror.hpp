#pragma once

#include "protocol/aci/damper.hpp"
#include "protocol/aci/draft.hpp"
#include "protocol/aci/events.hpp"
#include "protocol/aci/journal.hpp"
#include "protocol/aci/marks.hpp"
#include "protocol/aci/recollection.hpp"
#include "protocol/aci/records.hpp"
#include "protocol/aci/stamps.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::aci {

/// What a call has come to.
struct upshot {
  bool changed = false;      ///< something is otherwise than it was
  std::set<l3out_name> read; ///< of these something is missing or in doubt: read them again

  void add(upshot other);
};

/// What a session knows of the fabric: what it has read, what it has written, and what the socket
/// has told since. Without a clock and for one thread; what it hands out is for any.
///
/// Expected flow: `follow` whenever something else is wished; per L3Out `begin_read`, the request,
/// and `take_out` with its answer, events coming in at any time; `begin_write`, the request, and
/// `take_written`, `take_refused` or `take_lost`; `gap` as soon as events may have been missed.
///
/// Guarantees: whatever comes late, twice, in another order or while an answer is on its way, the
/// picture is right as soon as what `upshot::read` names has been read. @see
/// aci.md 4.2, 4.3, 8.3–8.7
class mirror {
public:
  /// Since any moment that stays the same.
  using instant = damper::instant;
  using objects = std::vector<managed_object>;

  /// @param past What an earlier mirror of the fabric knew, and this one adds to; not null.
  explicit mirror(const settings& how,
                  std::shared_ptr<recollection> past = std::make_shared<recollection>());

  // -- what is wished ----------------------------------------------------------------------------

  /// Ends memories that nobody's wish supports any more, and remembers what is wished no more.
  void follow(const departures::wishes& all);

  // -- what is read ------------------------------------------------------------------------------

  void begin_read(const l3out_name& which, instant now);
  /// The answer to `read_out` or `subscribe`; one without the L3Out says that it is absent.
  upshot take_out(const l3out_name& which, const objects& answer);
  /// There will be no answer.
  void abandon_read(const l3out_name& which);
  /// We have no right to it, in the APIC's words.
  void take_denied(const l3out_name& which, const std::string& words);
  /// The pages of what bears our mark, of both classes, from the first to the last. They count only
  /// for L3Outs nobody has asked for.
  void begin_marked();
  void take_marked(const objects& page);
  void end_marked();
  /// Nobody asks for it any more: only what is ours stays known, and that only where nothing can
  /// have been missed.
  void forget(const l3out_name& which);
  /// The same of all that are not among these.
  void forget_all_but(const std::set<l3out_name>& asked);

  // -- what is written ---------------------------------------------------------------------------

  void begin_write(const request& what);
  /// It has been acknowledged. After a gap nobody knows what came since: then it is read again.
  upshot take_written(const request& what, instant now);
  /// It has been refused, and nothing has changed.
  void take_refused(const request& what);
  /// Nobody knows whether it was carried out.
  upshot take_lost(const request& what);

  /// We may not write to the tenant, in the APIC's words; until `open`, whatever is read.
  void close(const std::string& tenant, const std::string& words);
  void open(const std::string& tenant);

  // -- what is told ------------------------------------------------------------------------------

  upshot take_event(const event& told, instant now);
  /// Events may have been missed: nothing counts as known until it has been read again, and only
  /// the mark tells what is ours.
  void gap();
  /// The same may be, and everything will be read again for it some time: until then it counts as
  /// it is known, and only the mark tells what is ours.
  void shake();

  // -- what is shown -----------------------------------------------------------------------------

  /// What is known now. Takes note of corrections whose pause has ended, and forgets departures of
  /// which nothing is left, so that `revision` may change by it.
  snapshot<fabric> observe(instant now);
  /// How many prefixes the EEPGs hold that are there, whosever they are.
  std::map<eepg_name, std::size_t> sizes() const;
  /// Changes when, and only when, what is shown does, `fabric::served` apart.
  std::uint64_t revision() const { return revision_; }
  /// L3Outs to be read because something that has just been made may have swallowed events.
  std::set<l3out_name> due(instant now) const;
  /// When `due` names something, or a pause of a correction ends.
  std::optional<instant> next_due() const;

private:
  using standing = l3out::standing;

  struct eepg_state {
    draft<eepg> body;
    stamps heard;              ///< of its prefixes, and of itself under an empty name
    std::optional<stamp> gone; ///< when it last went with all below it
    bool guessed = false;      ///< something below it was told of, and it itself was not
  };
  struct out_state {
    standing stands = standing::unknown;
    bool shaken = false; ///< something may have been missed since it was read
    std::string trouble;
    std::string vrf;
    std::optional<stamp> heard;
    std::map<std::string, eepg_state> eepgs;
    snapshot<l3out> shown; ///< null: changed since
  };
  /// What an answer tells of one EEPG.
  struct found_eepg {
    eepg body;
    std::map<std::string, stamp> heard;
  };
  struct found_out {
    bool there = false;
    std::string vrf;
    std::optional<stamp> heard;
    std::map<std::string, found_eepg> eepgs;
  };
  struct own_write {
    journal since; ///< what has been told since it was sent
    std::map<object_name, request::edit> edits;
    std::set<l3out_name> doubts; ///< where a removal was told of that may be this write's, or older
  };
  /// Where an event leads.
  struct scene {
    const event& told;
    eepg_name where;
    std::string prefix;
    out_state& out;
    std::optional<stamp> when;
    upshot& result;
  };

  void touched(out_state& out, upshot* result = nullptr);
  void touch(const object_name& what);
  void touch_below(const eepg_name& what);
  void touch_below(const l3out_name& what);
  void settle(const l3out_name& which, instant now) { due_[which] = now + settling_; }
  void forget_departed();
  bool is_gone(const object_name& what) const;

  // In mirror_reads.cpp.
  static void sort_in(const managed_object& one, const l3out_name& within, found_out& into);
  /// How an answer is to be understood.
  struct reading {
    const journal& since;       ///< what has been told since it was asked for
    bool uninterrupted = false; ///< no event can have been missed since what is known was learnt
  };
  bool merge(const eepg_name& where, eepg_state& held, const found_eepg* found, const reading& how);
  eepg merged(const eepg_name& where, const eepg_state& held, const found_eepg* found,
              const reading& how) const;
  void remember(const eepg_name& where, const eepg_state& before, eepg& after);

  // In mirror_events.cpp.
  bool listens(const l3out_name& which, const out_state& out) const;
  void take_out_event(const scene& at, instant now);
  void take_vrf_event(const scene& at);
  void take_eepg_event(const scene& at, instant now);
  void take_subnet_event(const scene& at);
  void create_eepg(const scene& at, eepg_state& held, instant now);
  void modify_eepg(const scene& at, eepg_state& held);
  void delete_eepg(const scene& at, eepg_state& held);
  void modify_subnet(const scene& at, eepg_state& held);
  void put_subnet(const scene& at, eepg_state& held, subnet now);
  void delete_subnet(const scene& at, eepg_state& held);
  void lose_out(const l3out_name& which, out_state& out);
  void lose(const eepg_name& where, eepg_state& held);
  static bool is_news(const scene& at, std::optional<stamp> known);
  static std::optional<stamp> newest_below(const scene& at, const eepg_state& held);
  bool in_time(const scene& at, std::optional<stamp> known);

  // In mirror_writes.cpp.
  void end_turn(const request& what);
  /// Whether the write under way is to bring that about: an event that shows it is most likely its
  /// echo. @param now Null: that it goes.
  bool intends(const object_name& what, const subnet* now) const;
  bool intends(const eepg_name& what, const std::string& annotation) const;
  bool apply(const request::edit& what, out_state& out, instant now);
  bool apply_eepg(const request::edit& what, eepg_state& held, instant now);
  bool apply_subnet(const request::edit& what, eepg_state& held);

  marks marks_;
  std::chrono::milliseconds settling_;
  std::shared_ptr<recollection> past_;
  std::map<l3out_name, out_state> outs_;
  std::map<l3out_name, journal> reads_; ///< under way
  std::optional<own_write> writing_;
  std::optional<std::map<l3out_name, found_out>> marked_;
  std::map<l3out_name, instant> due_;
  std::set<object_name> drifted_; ///< ours, and changed by others since we last wrote it
  damper wars_;
  std::set<object_name> resting_;
  std::map<std::string, std::string> closed_;
  std::string served_;
  std::uint64_t revision_ = 0;
  snapshot<fabric> shown_; ///< null: changed since
};

} // namespace weft::aci
