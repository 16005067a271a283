#pragma once

#include "actors/admission.hpp"

#include <caf/typed_actor.hpp>

/// Every shared actor interface of weft, one comment line per handler.
namespace weft {

/// Anything that can be shown in the state dump.
using describable_actor = caf::typed_actor<
  // Tell how you are.
  caf::replies_to<describe>::with<description>>;

/// A SUPERVISOR whose children can be shown as well.
using parent_actor = caf::typed_actor<
  // Name the living children and describe the dead ones.
  caf::replies_to<call_roll>::with<roll>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// The API SESSION: the only way to the API server besides the watch streams.
using api_actor = caf::typed_actor<
  // Send one request. Fails with the errc that the answer's Status or the lack of one stands for.
  caf::replies_to<api_call>::with<api_answer>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// A CITIZEN: whoever may act only while this process leads.
using citizen_actor = caf::typed_actor<
  // Start or stop acting.
  caf::reacts_to<leading>>;

/// The ELECTOR: holds the Lease, moves the fence and tells one CITIZEN.
using elector_actor = caf::typed_actor<
  // Give the Lease away for good. Answers when that is done or has become pointless.
  caf::replies_to<step_down>::with<stepped_down>,
  // INTERNAL: the next attempt, or the deadline for one, is due.
  caf::reacts_to<wake>,
  // INTERNAL: what a watch of the Lease tells.
  caf::reacts_to<watch_opened>, caf::reacts_to<watch_told>, caf::reacts_to<watch_ended>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// The RECORDER of Kubernetes Events.
using recorder_actor = caf::typed_actor<
  // Publish a notice, folding repetitions; failures to publish are counted and forgotten.
  caf::reacts_to<announce>,
  // INTERNAL: a series is due for refreshing, or an entry for forgetting.
  caf::reacts_to<wake>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// The BOARD: walks the tree of actors and hands out what they say of themselves.
using board_actor = caf::typed_actor<
  // Dump the state; waits while too many dumps are under way.
  caf::reacts_to<show>,
  // Go on with a dump.
  caf::reacts_to<show_more>,
  // Give up a dump.
  caf::reacts_to<stop_showing>,
  // INTERNAL: the next beat is due.
  caf::reacts_to<wake>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// A LISTENER to watch streams.
using listener_actor = caf::typed_actor<
  // Take over the latest states of objects, in order.
  caf::reacts_to<objects_changed>,
  // Note whether a kind has synced and is connected.
  caf::reacts_to<source_changed>>;

/// A STREAM: one kind in one namespace or in all of them, kept in the index like the server's.
using stream_actor = caf::typed_actor<
  // Tell a LISTENER all there is, then every change. One that follows already is left in peace.
  caf::reacts_to<follow>,
  // Take a new snapshot and tell what differs.
  caf::reacts_to<list_again>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// The WATCH SUPERVISOR: keeps the streams alive.
using watch_actor = caf::typed_actor<
  // Pass on to the streams of these kinds, now and after their restarts.
  caf::reacts_to<follow>,
  // Pass on to the streams of these kinds.
  caf::reacts_to<list_again>,
  // INTERNAL: a stream is due for another life.
  caf::reacts_to<respawn>>
  // Conform to the protocol of a PARENT.
  ::extend_with<parent_actor>;

/// A SESSION with one external controller, and the SUPERVISOR of such sessions in front of them.
/// The only way out.
using session_actor = caf::typed_actor<
  // Read a target. Fails with unreachable, expired, forbidden, throttled, malformed or not_found.
  caf::replies_to<observe>::with<observed>,
  // Tell a target's version. Fails as `observe`.
  caf::replies_to<probe>::with<probed>,
  // Carry out one transaction. Fails as `observe`, and with refused or conflict.
  caf::replies_to<commit>::with<committed>,
  // Read the inventory again.
  caf::reacts_to<learn>,
  // INTERNAL: renewal, recovery or inventory is due.
  caf::reacts_to<wake>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// The SUPERVISOR in front of sessions, whose children can be shown as well.
using session_house_actor = session_actor::extend<
  // Name the living sessions and describe the dead ones.
  caf::replies_to<call_roll>::with<roll>>;

/// A SUBSCRIBER: whoever needs to know when a subscription of its own has ended.
using subscriber_actor = caf::typed_actor<
  // Note that a subscription has lapsed.
  caf::reacts_to<lapsed>>;

/// The REFRESHER of a session's subscriptions.
using refresher_actor = caf::typed_actor<
  // Call as this session.
  caf::reacts_to<speak_as>,
  // Take care of a subscription.
  caf::reacts_to<keep>,
  // Forget a subscription.
  caf::reacts_to<let_go>,
  // INTERNAL: the next refresh is due, or has been answered.
  caf::reacts_to<wake>, caf::reacts_to<exchanged>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// The NODE's session as an INVOKER sees it.
using node_actor = caf::typed_actor<
  // Wait for leave to run a plugin. Never fails, unless the session ends.
  caf::replies_to<take_slot>::with<slot_taken>,
  // Note that it has ended.
  caf::reacts_to<leave_slot>,
  // Note what has become of a Pod's operations.
  caf::reacts_to<worked>>;

/// An INVOKER: carries out the operations of one Pod, one after the other, then ends.
using invoker_actor = caf::typed_actor<
  // Begin. Answers when all has been tried.
  caf::replies_to<commit>::with<committed>,
  // INTERNAL: something asked of the node has come to an end, or is due.
  caf::reacts_to<exchanged>, caf::reacts_to<wake>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// An OBJECT that a domain acts on.
using object_actor = caf::typed_actor<
  // Take over the latest projection.
  caf::reacts_to<object_seen>,
  // Withdraw everything, see it gone, then end.
  caf::reacts_to<object_gone>,
  // Interpret again: the view changed.
  caf::reacts_to<look_again>,
  // Take over how a target stands with this object's fragment.
  caf::reacts_to<told>,
  // Write an intent into the status. Fails when it could not be written.
  caf::replies_to<record_intent>::with<intent_recorded>,
  // Contribute what is due, then answer.
  caf::replies_to<count_off>::with<counted>,
  // INTERNAL: a write is due.
  caf::reacts_to<wake>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// A TARGET: one external aggregate and its only writer.
using target_actor = caf::typed_actor<
  // Take over what one object contributes.
  caf::reacts_to<contribute>,
  // Note whether removals may be planned.
  caf::reacts_to<view_complete>,
  // Stop waiting: the way out is open again.
  caf::reacts_to<way_open>,
  // Look again: what was observed has changed.
  caf::reacts_to<stirred>,
  // INTERNAL: debounce, spacing, retry, resync or quarantine ran out.
  caf::reacts_to<wake>>
  // Conform to the protocol of anything DESCRIBABLE.
  ::extend_with<describable_actor>;

/// A DOMAIN SUPERVISOR: keeps the objects, targets and sessions of one domain alive and carries
/// messages between them by key, so that none of them holds a handle that a restart would stale.
using domain_actor = caf::typed_actor<
  // Carry a fragment to its target, starting the target if need be.
  caf::reacts_to<contribute>,
  // Carry an outcome to the object it is for; dropped when there is none.
  caf::reacts_to<told>,
  // Carry an intent to the object it is for. Fails with not_found when there is none.
  caf::replies_to<record_intent>::with<intent_recorded>,
  // Publish the inventory in the view and let every object look again.
  caf::reacts_to<learned>,
  // Sweep nothing for an hour: what nobody wishes for may be wished for again.
  caf::reacts_to<left_behind>,
  // Have every kind of the domain listed again.
  caf::reacts_to<list_again>,
  // Tell every target.
  caf::reacts_to<way_open>,
  // Tell that target.
  caf::reacts_to<stirred>,
  // Pass on to the sessions.
  caf::reacts_to<learn>,
  // Publish what a session has noticed.
  caf::reacts_to<announce>,
  // INTERNAL: a child is due for another life.
  caf::reacts_to<respawn>,
  // INTERNAL: it is time to let objects look again.
  caf::reacts_to<wake>>
  // Conform to the protocol of a LISTENER.
  ::extend_with<listener_actor>
  // Conform to the protocol of a PARENT.
  ::extend_with<parent_actor>;

/// The ROOT: starts everything in order and stops it in reverse.
using root_actor = caf::typed_actor<
  // INTERNAL: the cluster's identity is asked for again, or a domain is due for another life.
  caf::reacts_to<wake>>
  // Conform to the protocol of a CITIZEN.
  ::extend_with<citizen_actor>
  // Conform to the protocol of a PARENT.
  ::extend_with<parent_actor>;

} // namespace weft
