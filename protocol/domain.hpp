#pragma once

#include "protocol/condition.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/kind.hpp"
#include "protocol/k8s/projection.hpp"
#include "protocol/object_key.hpp"
#include "protocol/snapshot.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace weft {

/// What an object wants of one target.
enum class wish : std::uint8_t {
  place,    ///< bring it about and keep it so
  leave_be, ///< what is there is ours; neither make nor change nor remove it
  give_way, ///< it goes as soon as it stands elsewhere: like leave_be, but older owners come first
  remove,   ///< it must not be there; say when a read has shown that
  none,     ///< nothing to say any more: forget the earlier fragment
};

std::string_view to_string(wish what);

/// What one object contributes to one target; replaces the owner's earlier fragment there.
struct fragment {
  owner from;
  std::int64_t generation = 0; ///< metadata.generation it was made from
  std::string target;          ///< key of the external aggregate
  wish what = wish::none;
  bool recorded = false; ///< the object's status already holds evidence for this target
  bool urgent = false;   ///< somebody waits: skip the pause between two writes
  snapshot<record> body; ///< the domain's own words
  std::string digest;    ///< equal digests mean equal wish and body
};

/// The newest fragment of each owner for one target.
using wishes = std::map<owner, snapshot<fragment>>;

/// What this process has contributed for an object to a target and has neither taken back nor asked
/// to be removed; null: nothing. For the duration of the call it is given to, on its thread.
using contributions
  = std::function<snapshot<fragment>(const owner& who, const std::string& target)>;

/// How far a target has come with one owner's fragment.
enum class progress : std::uint8_t {
  pending,  ///< not decided or not done yet
  intended, ///< about to be written for the first time; evidence says under which identity
  placed,   ///< a read showed it
  absent,   ///< a read showed that nothing of this owner is there
  declined, ///< understood, not done, and not going to be until something changes
};

std::string_view to_string(progress how_far);

/// What a target tells one of its owners.
struct outcome {
  owner to;
  std::string target;
  std::int64_t generation = 0; ///< of the fragment this is about
  progress how_far = progress::pending;
  bool accepted = true; ///< false: the wish itself is at fault, not its execution
  std::string reason;   ///< condition reason; empty when placed or absent
  std::string message;
  snapshot<record> evidence; ///< where it is and under which identity, in the domain's words
  std::string digest;        ///< equal digests mean equal outcomes
  std::string answers{};     ///< digest of the fragment this is about; empty: the newest
};

/// Something a user asked for happened, or failed to. @see kubernetes.md 9
struct notice {
  owner about;
  bool warning = false;
  std::string reason; ///< CamelCase, part of the API
  std::string note;   ///< an Event holds 1024 bytes of it
  /// What of it is concerned, e.g. an interface: each has Events of its own. Empty: all of it.
  std::string part{};
};

/// What `interpret` and `report` may look up besides the object itself. Thread-safe, lock-light.
class view {
public:
  virtual ~view() = default;

  /// The latest projection, or null.
  virtual snapshot<k8s::projection> find(const object_key& key) const = 0;
  /// Calls `visit` for each object of `kind` in `ns`; "*" means in all namespaces.
  virtual void each(std::string_view kind, std::string_view ns,
                    const std::function<void(const k8s::projection&)>& visit) const = 0;
  /// Calls `visit` for each object that the domain files under `word`. @see domain::file_under
  virtual void each_filed(std::string_view word,
                          const std::function<void(const k8s::projection&)>& visit) const = 0;
  /// What the domain's session last learned about the controller's inventory; null before.
  virtual snapshot<record> inventory() const = 0;
  /// Whether what it does not show of a kind does not exist: all objects of the kind were listed
  /// once, or the server says that there is no such kind.
  virtual bool knows(std::string_view) const { return true; }
};

/// Objects whose meaning may be another one now.
struct reach {
  std::set<std::string> namespaces;       ///< all of theirs; "*": everywhere
  std::unordered_set<object_key> objects; ///< and these

  bool empty() const { return namespaces.empty() && objects.empty(); }
};

/// What an object means: its fragments and what can be said without asking the controller.
struct interpretation {
  std::vector<fragment> parts; ///< at most one per target
  bool decided = true;         ///< false: nothing can be contributed yet; `reason` says why
  bool accepted = true;        ///< false: the object itself is at fault
  std::string reason;          ///< why nothing is to be placed; empty: that is up to the targets
  std::string message;
  std::string denied_by;        ///< the policy that stands against the object; else empty
  bool wants_inventory = false; ///< a name was not found; look again outside
  bool orphan = false;          ///< release on delete without touching the controller
  std::vector<notice> notices;  ///< told once per change of text
};

/// Everything `report` may use to write an object's status.
struct report_request {
  const k8s::projection& object;
  const interpretation& meaning;
  const std::map<std::string, snapshot<outcome>>& outcomes; ///< latest, by target
  timestamp now;
};

/// The state of a target as it was read.
struct observation {
  std::string version;   ///< equal versions mean equal content; empty: not known
  snapshot<record> body; ///< in the domain's words
  std::string trouble;   ///< condition reason when the target cannot be used at all; else empty
  std::string message;
};

/// One exchange with the controller that brings a target nearer to what is wished.
struct transaction {
  std::string target;
  snapshot<record> body;   ///< the domain's steps
  std::size_t changes = 0; ///< owners affected
  std::size_t bytes = 0;
};

/// Everything `plan` may use.
struct plan_request {
  const std::string& target;
  const wishes& parts;
  const observation& observed;
  const std::set<unit>& held;                 ///< what stays out of this transaction
  const std::map<unit, std::string>& refused; ///< those of them that the peer refuses, and why
  bool may_remove = false;                    ///< false: the view is incomplete, add only
  bool sweep = false;                     ///< also remove what is marked ours and has no live owner
  const std::set<std::string>& live_uids; ///< of all live objects; meaningful with `sweep`
  /// Not null: nothing else may be in this transaction, since somebody in it is at fault.
  const std::set<unit>* only = nullptr;
};

/// Whether all that `who` wishes stays out of the transaction.
bool is_held(const plan_request& asked, const owner& who);
/// Why the peer refuses all that `who` wishes; null: it does not.
const std::string* refusal_of(const plan_request& asked, const owner& who);

/// What `plan` says about one owner.
struct verdict {
  progress how_far = progress::pending; ///< given what was observed
  bool changes = false;                 ///< `proposal::work` holds a change for this owner
  bool first = false; ///< that change makes a new identity: record the evidence before
  bool accepted = true;
  std::string reason;
  std::string message;
  snapshot<record> evidence; ///< for `intended`, `placed` and `declined`
  std::string evidence_digest;
  std::vector<std::string> repairs; ///< what had drifted, e.g. paths
  std::vector<std::string> units;   ///< what of the owner's wish `work` changes; empty: all of it
};

/// What must happen so that the target holds what is wished.
struct proposal {
  snapshot<transaction> work; ///< null: nothing to write
  std::map<owner, verdict> verdicts;
  /// All that `work` holds and that may be refused by itself, what is nobody's included. Empty:
  /// what the verdicts say.
  std::vector<unit> units;
  std::set<std::string> sweeps; ///< names of ownerless things of ours that are to be removed …
  std::size_t sweeps_here = 0;  ///< … and how many of them `work` removes
  std::size_t ours = 0;         ///< things of ours that are there now
  bool urgent = false;          ///< skip the pause between two writes
  std::vector<notice> notices;
};

/// When a target may act.
struct pacing {
  std::chrono::milliseconds debounce{250};      ///< quiet time before a cycle starts
  std::chrono::milliseconds debounce_cap{2000}; ///< at the latest after the first change
  std::chrono::milliseconds between_writes{2000};
  std::chrono::milliseconds resync = std::chrono::minutes{5};      ///< drift comparison, ±10 %
  std::chrono::milliseconds sweep = std::chrono::hours{1};         ///< orphan comparison
  std::chrono::milliseconds quarantine = std::chrono::minutes{10}; ///< of a refused change
  std::chrono::milliseconds forbidden = std::chrono::minutes{5};   ///< while we lack the right
  std::chrono::milliseconds retry_first = std::chrono::seconds{1};
  std::chrono::milliseconds retry_cap = std::chrono::minutes{5};
  std::uint32_t probes = 5; ///< times a moved version sends a cycle back to its read
};

/// How many ownerless things one comparison may remove: more than `count` *and* more than
/// `share` of ours waits for a second full comparison, with lists that were asked for at least
/// `wait` later, which must find no other ones.
struct brake {
  std::size_t count = 10;
  double share = 0.5;
  std::chrono::seconds wait{60};
};

/// Whether `what` removes more ownerless things than one comparison may.
bool exceeds(const proposal& what, const brake& limits);

/// What would become of a thing.
enum class change : std::uint8_t {
  add,
  alter,
  remove,
  wrong, ///< it is not ours and would differ all the same: a mistake in the plan
};

std::string_view to_string(change what);

/// One difference that a transaction would make, for people.
struct change_line {
  change what = change::alter;
  object_key about; ///< on whose behalf; of no kind: nobody's
  std::string text; ///< one line
};

/// The condition reasons a domain gives to failures of the way out.
using fault_namer = std::function<std::string(const fault& why)>;

/// A domain: what it watches and its pure functions. No clock, no I/O, no actor in any of them;
/// each may be called from any thread.
struct domain {
  std::string name; ///< "velocloud"
  std::vector<k8s::kind> kinds;
  /// Empty: objects go when they are deleted, whatever is outside still, and what they placed goes
  /// after them.
  std::string finalizer;
  std::string field_manager; ///< "weft/velocloud"
  /// Reason of the Event that tells what had been changed outside and is put back.
  std::string repaired = "DriftRepaired";
  brake limits;
  pacing pace;
  /// Whether what is read depends on what is wished: every question then carries the wishes, and
  /// its answer is compared with these and no others.
  bool observes_by_wish = false;
  /// Whether its session tells of each thing it does: that a target was written is no news then,
  /// and neither is a repair of which the plan names nothing.
  bool told_by_session = false;

  /// Whether an object of a kind that is acted on wants an actor: it has a wish, or something to
  /// be put right in what it says of itself. Null: each does.
  std::function<bool(const k8s::projection& object)> concerns;
  /// The words under which an object is to be found besides its key; for a stream's thread, under
  /// the index's lock. Null: there are none.
  std::function<std::vector<std::string>(const k8s::projection& object)> file_under;
  /// Object (+ view) → fragments.
  std::function<interpretation(const k8s::projection& object, const view& index,
                               const contributions& before)>
    interpret;
  /// (desired, observed) → transaction and a verdict per owner.
  std::function<proposal(const plan_request& request)> plan;
  /// The complete status the object should show.
  std::function<json::value(const report_request& request)> report;
  /// Which objects must be interpreted again after a change that `index` shows already. Null:
  /// there was, or is, no such object.
  std::function<reach(const k8s::projection* before, const k8s::projection* after,
                      const view& index, const contributions& so_far)>
    affects;
  /// What `work`, planned for `asked`, would change: line by line, in the domain's words. Whatever
  /// it was given, it says something; `inventory` may be null.
  std::function<std::vector<change_line>(const plan_request& asked, const transaction& work,
                                         const snapshot<record>& inventory)>
    show;
  fault_namer name_fault;
  /// All targets the inventory knows, for comparisons that no object asks for; may be empty.
  std::function<std::vector<std::string>(const snapshot<record>& inventory)> targets;
};

} // namespace weft
