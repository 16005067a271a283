#pragma once

#include "protocol/condition.hpp"
#include "protocol/json/value.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How an answer of the Portal API fails: channels 2 to 6 of velocloud.md 4.4, which are the ones
/// that bytes tell. Pure and total.
namespace weft::velocloud::channels {

/// Of a text of VCO's that is shown to people, in bytes.
inline constexpr std::size_t longest_text = 200;

/// What matters of an HTTP answer besides its body.
struct head {
  int status = 200;
  std::string_view content_type;
  std::string_view retry_after; ///< header of that name; only whole seconds are understood
  std::string_view expires;     ///< header of that name; leave empty where no session is in use
};

/// Reads the answer to `method` ("group/name") in the REST-like form.
/// @returns the bare result; errc::expired: channels 3 and 5, 401 and `Expires: 0`;
///          errc::forbidden: 403 or a missing privilege; errc::throttled: 429, with the wait where
///          one was named; errc::refused: other 4xx and refused writes, VCO's text in `what`;
///          errc::unreachable: 5xx; errc::malformed: no JSON, or not the shape `method` answers in.
result<json::value> read(const head& how, std::string_view body, std::string_view method);

/// Whether a log-in succeeded: the value of the session cookie.
/// @param set_cookie One Set-Cookie header. @returns nothing when it does not set a session.
std::optional<std::string_view> session_of(std::string_view set_cookie);

using secrets = std::vector<std::string>;

/// The text without the secrets in it, nor the beginning of one at its end: texts are cut.
std::string redacted(std::string text, const secrets& hidden);

/// The words of a failed log-in in a `velocloud.message` cookie, percent-decoded, without secrets
/// and as they may be shown on one line; else empty.
std::string message_of(std::string_view set_cookie, const secrets& hidden = {});

/// When an API token lapses; nothing when it is no JWT with `exp`. The signature is not checked.
/// @see velocloud.md 4.2
std::optional<timestamp> token_expiry(std::string_view token);

} // namespace weft::velocloud::channels
