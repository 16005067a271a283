#pragma once

#include "adapters/velocloud/core.hpp"

namespace weft::velocloud::sim {

/// Whether a request is for people and tests rather than for the VCO: its path is under "/weft/".
bool is_control(const net::http_request& what);

/// The control surface. Open to everybody who can connect: for loopback only.
///
/// - `GET /weft/rules`: every rule of every profile as a table, or as JSON when `Accept` says so.
/// - `GET /weft/counters`, `GET /weft/journal`: as JSON.
/// - `GET /weft/modules/<id>`, `PUT /weft/modules/<id>`: the document; a PUT is a human's edit.
/// - `POST /weft/knobs`: JSON with any of latencyMs [least, most], strict, ids ("preserve",
///   "regenerate", "drop"), callsPerSecond, atOnce, retryAfter (s), maxBodyBytes, extraMembers,
///   probesWithoutVersion, auditReadable, rejectHostname, endSessions, expireTokens, rotateToken
///   {old, fresh}, fault {method, how, times}. An unknown one is refused by name, and none is
///   applied.
net::http_response control(core& vco, const net::http_request& what, instant now);

/// Applies what `POST /weft/knobs` sends, in its order, up to the first that cannot be applied.
/// @returns what is wrong, in words; empty when all is well.
std::string turn_knobs(core& vco, const json::value& wanted, instant now);

} // namespace weft::velocloud::sim
