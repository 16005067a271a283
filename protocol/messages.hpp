#pragma once

#include "protocol/domain.hpp"
#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/exchange.hpp"
#include "protocol/state/filter.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// Everything actors say to each other. A message is a value: it carries the latest state or says
/// "look again", never an edge that must not be missed. `actors/admission.hpp` makes each of these
/// structs a message; nothing else is one.
namespace weft {

// -- from the watch streams ----------------------------------------------------------------------

/// The latest state of an object. Later ones supersede it; the view already shows it.
struct object_seen {
  snapshot<k8s::projection> now;
  snapshot<k8s::projection> before; ///< null when the object is new
};

/// The object is no longer there. `last` may be older than its last state.
struct object_gone {
  snapshot<k8s::projection> last;
  /// Its kind may vanish as a whole, and it was missing along with most others, or after the kind
  /// had been away: what it placed is left to the sweep and its brake.
  bool with_most = false;
};

/// One object as it was and as it is.
struct object_change {
  snapshot<k8s::projection> before; ///< null: it is new
  snapshot<k8s::projection> now;    ///< null: it is gone
  bool with_most = false;           ///< see `object_gone`
};

/// What has happened to objects, in its order, as a stream has heard it at once. The view shows all
/// of it already.
struct objects_changed {
  std::vector<object_change> all;
};

/// What a stream of one kind is worth at present.
struct source_changed {
  std::string kind;
  bool synced = false; ///< has delivered one whole snapshot; never becomes false again
  std::string trouble; ///< why it is not connected at present; empty: it is
  bool denied = false; ///< for that we have no right to it, or no credential
  bool absent = false; ///< for that the server does not know the kind
};

// -- within a watch stream -----------------------------------------------------------------------

/// List these kinds again, whatever is held of them.
struct list_again {
  std::vector<std::string> kinds; ///< empty: all that you know
};

/// INTERNAL: one page of a list, decoded on the I/O thread. As in all of these, `round` names the
/// exchange it belongs to; those of an exchange that was given up are ignored.
struct page_read {
  std::uint64_t round = 0;
  result<k8s::page> head; ///< the fault for which there is no page; `items` may be incomplete then
  std::vector<k8s::decoded<k8s::projection>> items;
};

/// INTERNAL: the API server has answered the request for a watch.
struct watch_opened {
  std::uint64_t round = 0;
  result<void> how; ///< a fault for every status but 200
};

/// INTERNAL: what arrived in one piece, decoded on the I/O thread, in its order.
struct watch_told {
  std::uint64_t round = 0;
  std::vector<k8s::decoded<k8s::watch_event>> events;
};

/// INTERNAL: nothing more will arrive.
struct watch_ended {
  std::uint64_t round = 0;
  result<void> how; ///< no fault: the server has closed the watch in good order
};

// -- with the API server -------------------------------------------------------------------------

/// Which queue a request waits in; each has an in-flight limit of its own.
enum class lane : std::uint8_t {
  lease, ///< never waits for the others, never paused by their 429
  read,
  write,
  event, ///< may be dropped under pressure
};

/// Send this to the API server.
struct api_call {
  snapshot<k8s::request> what;
  lane through = lane::write;
};

/// The 2xx answer to `api_call`; any other status arrives as an error made from its `Status`.
struct api_answer {
  snapshot<k8s::response> what;
};

/// INTERNAL: an exchange with the API server is over.
struct api_done {
  std::uint64_t ticket = 0;
  snapshot<k8s::response> answer; ///< null: there was none
  fault why;                      ///< why there was none
};

// -- who acts ------------------------------------------------------------------------------------

/// Whether this process acts. Repeated only when it changed.
struct leading {
  bool is = false;
};

/// All work has stopped: leave the Lease to others.
struct step_down {};

/// Answer to `step_down`: the Lease is free, or will be when it runs out.
struct stepped_down {};

// -- between objects and targets -----------------------------------------------------------------

/// Replaces the owner's earlier fragment for this target.
struct contribute {
  snapshot<fragment> part;
};

/// How the target stands with one owner's fragment. Repeated only when it changed.
struct told {
  snapshot<outcome> news;
};

/// Record in the object's status where its things are about to be made, before they are.
struct record_intent {
  snapshot<outcome> intended;
};

/// Answer to `record_intent`: the API server has it.
struct intent_recorded {};

/// What an object placed stays where it is, though nobody wishes for it any more: its kind is
/// going.
struct left_behind {
  std::string kind;
};

/// Something that interpretation looks up has changed.
struct look_again {};

/// Speak: contribute whatever you have not contributed yet, then answer.
struct count_off {};

/// Answer to `count_off`: everything this object has to say has been said.
struct counted {};

/// Whether every source that can contribute has spoken; until then targets only add.
struct view_complete {
  bool complete = false;
};

// -- with a controller ---------------------------------------------------------------------------

/// Read the target as it is now.
struct observe {
  std::string target;
  snapshot<wishes> parts = nullptr; ///< of a domain that observes by wish; else null
  bool thorough = false; ///< what nobody owns is to be removed by it: from memory is not enough
};

/// Answer to `observe`.
struct observed {
  snapshot<observation> what;
};

/// The target is no longer as it was observed, by no doing of its own: look again soon.
struct stirred {
  std::string target;
};

/// Find out cheaply whether the target has moved.
struct probe {
  std::string target;
};

/// Answer to `probe`: the version it has now; empty when the controller cannot tell.
struct probed {
  std::string version;
};

/// Carry this out against the controller. It is sent at most once; an error with
/// errc::unreachable leaves open whether it was applied.
struct commit {
  snapshot<transaction> work;
};

/// Answer to `commit`: the controller says it is done. Only a read shows that it is.
struct committed {};

/// Read the controller's inventory again soon; repeated wishes are folded into one.
struct learn {};

/// The controller's inventory as read just now.
struct learned {
  snapshot<record> inventory;
};

/// The way out to the controller is open again, or for the first time.
struct way_open {};

/// From now on call as this session with the controller. Holds a secret.
struct speak_as {
  std::size_t node = 0; ///< of the cluster the controller consists of
  std::string token;
};

/// Refresh this subscription before it lapses, until it is let go.
struct keep {
  std::string id;
  std::chrono::milliseconds lifetime{}; ///< without a refresh, from now on
};

/// Nobody needs this subscription any more.
struct let_go {
  std::string id;
};

/// Nothing more is told under this subscription, and something may have been missed already.
struct lapsed {
  std::string id;
  std::string why; ///< for people
};

/// INTERNAL: the credential in use has been replaced outside.
struct credential_renewed {};

/// INTERNAL: a session's exchange with its controller has ended. What came of it is in the
/// session's own words.
struct exchanged {
  std::uint64_t ticket = 0; ///< names the exchange within the session
  snapshot<record> answer;
};

// -- on a node -----------------------------------------------------------------------------------

/// Leave to run one plugin is wanted.
struct take_slot {
  std::string container; ///< the sandbox it is for
};

/// Answer to `take_slot`: it may run now, until `leave_slot`.
struct slot_taken {
  std::uint64_t number = 0; ///< of this leave
};

/// That plugin has ended, or never ran.
struct leave_slot {
  std::uint64_t number = 0;
};

/// What has become of a Pod's operations, in the domain's words.
struct worked {
  std::string target;
  snapshot<record> outcome;
};

// -- told to people ------------------------------------------------------------------------------

/// Publish this as a Kubernetes Event; identical ones are folded.
struct announce {
  snapshot<notice> what;
};

// -- life of an actor ----------------------------------------------------------------------------

/// INTERNAL: a timer ran out. Stale rounds are ignored, since timers cannot be cancelled.
struct wake {
  std::uint8_t purpose = 0; ///< the receiver's own enum
  std::uint64_t round = 0;
};

/// INTERNAL: start this child again.
struct respawn {
  owner child; ///< an object; or, with an empty kind, the target or address in `name`
};

/// Tell how you are.
struct describe {};

/// Answer to `describe`: one entry of the state dump. Never holds a secret.
struct description {
  std::string actor; ///< "velocloud.target"
  std::string key;   ///< object or target key
  std::string state; ///< the phase it is in
  std::int64_t state_age_ms = 0;
  std::int64_t working_ms = -1; ///< since its cycle began; -1: none runs
  std::uint64_t mailbox = 0;    ///< messages waiting
  std::uint64_t handled = 0;
  std::uint64_t retries = 0; ///< consecutive failures
  std::string last_error;
  std::int64_t next_timer_ms = -1; ///< from now; -1: none
  std::int64_t generation_seen = 0;
  std::int64_t generation_applied = 0;
  std::uint64_t fragments_in = 0;
  std::uint64_t fragments_out = 0;
  std::string reason;                                       ///< why it is not Ready; else empty
  std::vector<std::pair<std::string, std::string>> details; ///< the actor's own words
};

/// Name your living children, and describe the dead ones yourself.
struct call_roll {};

// -- the state dump ------------------------------------------------------------------------------

/// Dump the state of all actors, piece by piece, under this ticket, which is used once.
struct show {
  std::uint64_t ticket = 0; ///< not zero
  state_filter which;
};

/// So many pieces of this dump have been taken: go on.
struct show_more {
  std::uint64_t ticket = 0;
  std::uint32_t pieces = 0;
};

/// Nobody listens to this dump any more.
struct stop_showing {
  std::uint64_t ticket = 0;
};

} // namespace weft
