#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

/// Why an exchange failed. One entry per *reaction*, not per cause.
enum class errc : std::uint8_t {
  none = 0,    ///< reserved: CAF reads code 0 as "no error"
  unreachable, ///< no usable answer within the deadline, outcome unknown; retry with backoff
  expired,     ///< credential, session or subscription lapsed; log in again, then retry
  forbidden,   ///< known to the peer but not allowed; retry after a long pause
  refused,     ///< peer understood and said no; do not retry until the input changes
  malformed,   ///< bytes do not parse; drop, count, keep the session
  conflict,    ///< stale version; read again, then retry
  not_found,   ///< object is gone; success when deleting
  throttled,   ///< peer asks for a pause of `fault::retry_after`; nobody's failure
  gone,        ///< history no longer reaches back that far; take a new snapshot
};

/// One failed exchange: what to do about it, and enough text to explain it.
struct fault {
  errc code = errc::none;
  std::string what;                        ///< one clause, lower case, no trailing dot
  std::string where;                       ///< the exchange: "vco POST configuration/..."
  std::chrono::milliseconds retry_after{}; ///< what the peer asked for; zero: it did not say
};

/// The word for `code` as it appears in logs and metrics.
std::string_view to_string(errc code);

/// "where: what", without the code.
std::string to_string(const fault& why);

/// Lets `boost::system::result<T, fault>::value()` report a fault.
[[noreturn]] void throw_exception_from_error(const fault& why, const boost::source_location& loc);

template <class T>
using result = boost::system::result<T, fault>;

} // namespace weft
