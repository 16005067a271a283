#pragma once

#include "protocol/aci/managed_object.hpp"
#include "protocol/aci/setbacks.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What the APIC answers, as values. Pure and total: whatever the bytes are, they are understood or
/// refused. @see aci.md 2, 9
namespace weft::aci {

/// An answer that is a success.
struct reply {
  std::size_t total = 0;    ///< of all objects, where `objects` is one page of them
  std::string subscription; ///< its id, a number above 2^53 at times; empty: none
  std::vector<managed_object> objects;
};

/// Reads the answer to any request.
/// @param where The exchange, for the fault: "apic GET /api/class/l3extSubnet.json".
/// @returns a refusal for what is no success, and setback::garbage for a success that does not
///          read, be it a web page, cut off, without `imdata` or with values that are no text.
answered<reply> read_reply(int status, std::string_view body, std::string_view where);

/// A session as granted by `aaaLogin` or prolonged by `aaaRefresh`. Holds a secret.
struct session_grant {
  std::string token;               ///< goes into the cookie APIC-cookie
  std::chrono::seconds lifetime{}; ///< from the moment the APIC answered, unless refreshed
  std::chrono::seconds longest{};  ///< from the log-in on, refreshed or not; zero: not said
  std::string version;             ///< of the APIC: "6.0(9c)"; empty: not said
  std::string node;                ///< which APIC: "topology/pod-1/node-1"; empty: not said
};

/// Reads the answer to a log-in or a refresh, whatever class it comes under.
/// @returns errc::malformed without a token or a positive `refreshTimeoutSeconds`.
result<session_grant> read_grant(const reply& from);

/// Reads the token of `webtokenSession`, for the socket of a session that signs. @see aci.md 2.4
/// @returns errc::malformed when there is none.
result<std::string> read_web_token(const reply& from);

/// The APIC's release from `firmwareCtrlrRunning`; empty when it is not told.
std::string read_version(const reply& from);

} // namespace weft::aci
