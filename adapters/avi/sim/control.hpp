#pragma once

#include "adapters/avi/core.hpp"

namespace weft::avi::sim {

/// Whether a request is for people and tests rather than for the controller: its path is under
/// "/_sim/".
bool is_control(const net::http_request& what);

/// The control surface, the same at every node. Open to everybody who can connect: for loopback
/// only. What is read comes as text, or as JSON when `Accept` says so; what has no table is JSON.
/// @see avi.md 15.3
///
/// - `GET /_sim/objects[?type=…]`: a line for each.
/// - `GET /_sim/routes`: the routes of every VRF.
/// - `GET /_sim/log`: the requests, without secrets. `GET /_sim/transactions`: who changed what.
/// - `GET /_sim/history/<uuid>`: the states of an object, the oldest first.
/// - `GET /_sim/violations`: the invariants that were broken, with what dangles now.
/// - `GET /_sim/counters`.
/// - `GET /_sim/dump`, `POST /_sim/load`: the whole store.
/// - `POST /_sim/objects`: `{"<type>": {…}}` by an administrator; an object of that name is changed
///   member by member, and with `"_deleted": true` removed.
/// - `GET /_sim/faults`: the words of the next, and what each does. `POST /_sim/faults`: JSON, a
/// word
///   a member. A word that is not known is refused with those that are, and then nothing is done.
net::http_response control(core& at, const net::http_request& what, instant now);

/// A change as `GET /_sim/transactions` shows it, one line without its end.
std::string write_change(const transaction_entry& one);

} // namespace weft::avi::sim
