#pragma once

#include "adapters/aci/core.hpp"

namespace weft::aci::sim {

/// Whether a request is for people and tests rather than for an APIC: its path is under "/weft/".
bool is_control(const net::http_request& what);

/// The control surface, the same at every node. Open to everybody who can connect: for loopback
/// only. What is read comes as text, or as JSON when `Accept` says so.
///
/// - `GET /weft/tree[?dn=…]`: the objects, indented, with what is not as in any new one; as JSON
///   with everything, as the APIC itself nests them.
/// - `GET /weft/log`: the requests. No cookie, token or password is in it; text shows the beginning
///   of a body.
/// - `GET /weft/transactions`: who has committed what.
/// - `GET /weft/counters`: as JSON.
/// - `POST /weft/objects`: a tree of objects, posted to the top by an administrator without a
///   session: creates, changes, and deletes where `status` says so. The APIC's own answer.
/// - `GET /weft/faults`: the words of the next, and what each does.
/// - `POST /weft/faults`: JSON, a word a member. A word that is not known is refused with those
///   that are, and then nothing is done.
net::http_response control(core& apics, const net::http_request& what, instant now);

/// A commit as `GET /weft/transactions` shows it: who and where, then a line for each object.
std::string write_commit(const transaction_entry& one);

} // namespace weft::aci::sim
