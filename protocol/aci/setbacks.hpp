#pragma once

#include "protocol/fault.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace weft::aci {

/// What the APIC's "no" calls for. One entry per reaction, finer than errc. @see aci.md 2.8
enum class setback : std::uint8_t {
  garbage,          ///< no answer of the APIC's: a web page, truncated or not of its shape
  parent_missing,   ///< what the object was to hang below does not exist; wait for that
  already_there,    ///< it was to be new and is not; read again
  bad_subscription, ///< the id is not or no longer known; subscribe anew
  no_web_socket,    ///< the session has no open socket; open one first
  body_too_large,   ///< halve the batch; permanent only for a single child
  result_too_big,   ///< page
  token_expired,    ///< log in again and repeat, once
  forbidden,        ///< the same, since it may be an expired token; after that: no right
  bad_credentials,  ///< wrong name, password or signature; pause long and tell somebody
  unavailable,      ///< throttled, upgrading, starting, down; pause and try another APIC
  permanent,        ///< it will be refused again
};

std::string_view to_string(setback what);

/// A failed exchange with the APIC.
struct refusal {
  setback kind = setback::garbage;
  fault why;
};

/// Lets `answered<T>::value()` report a refusal.
[[noreturn]] void throw_exception_from_error(const refusal& what,
                                             const boost::source_location& where);

template <class T>
using answered = boost::system::result<T, refusal>;

/// What an `error` object says; both empty when there is none.
struct error_words {
  std::string_view code;
  std::string_view text;
};

/// Judges by status first, then by code, then by words in the text.
/// @param status That of HTTP; one of success with an error in its body is judged by the code.
/// @param where The exchange, for the fault.
refusal judge(int status, const error_words& said, std::string_view where);

} // namespace weft::aci
