#pragma once

#include "protocol/avi/wire/calls.hpp"
#include "protocol/fault.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::avi::wire {

/// What a controller's "no" calls for: exactly one entry for each outcome. @see avi.md 2.15, 10.2
enum class setback : std::uint8_t {
  not_found,      ///< the object itself is not there; success when deleting
  conflict_name,  ///< one of that name exists; read it and go on with PUT
  conflict_stale, ///< somebody else was faster; read again
  refused,        ///< it will be refused again; retry slowly, and at once when the wish changes
  refused_wait, ///< the same until something else has changed: no free address, upgrade, a missing
                ///< tenant or another referenced object
  auth,         ///< the session has ended; log in again and repeat, once
  rejected,     ///< the credentials are not accepted; never more than one attempt per 10 s
  transient,    ///< busy, restarting, failing over, or somebody in front of it; retry with backoff
};

std::string_view to_string(setback what);

/// A failed exchange with a controller.
struct refusal {
  setback kind = setback::transient;
  fault why;
  std::string missing; ///< type of the referenced object that is not there: "vrfcontext", "tenant"
};

/// Lets `answered<T>::value()` report a refusal.
[[noreturn]] void throw_exception_from_error(const refusal& what,
                                             const boost::source_location& where);

template <class T>
using answered = boost::system::result<T, refusal>;

/// Judges an answer other than 2xx by its status and by words in its text. @see avi.md 2.14
/// @param text What the body says, see error_text().
refusal judge(const call& what, int status, std::string_view text);

/// Judges the failed answer to a log-in: only these say something about the credentials, and one
/// that is refused because there are too many sessions does not. @see avi.md 2.1, 2.13
refusal judge_log_in(int status, std::string_view text);

/// What went wrong on the way, so that nobody knows what came of the call.
refusal lost(const call& what, fault why);

/// What a body says went wrong, whatever its shape, on one line; empty: nothing.
std::string error_text(std::string_view body);

} // namespace weft::avi::wire
