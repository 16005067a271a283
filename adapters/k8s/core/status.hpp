#pragma once

#include "adapters/k8s/core/exchange.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/schema.hpp"

#include <string>
#include <vector>

namespace weft::k8s::server {

/// What a `Status` is about: `details`.
struct subject {
  std::string name;
  std::string group;
  std::string kind; ///< for most errors the plural: "widgets"
  std::string uid;
};

/// A refusal on its way out: a `Status` of kubernetes.md 3.4.
struct refusal {
  int code = 500;
  std::string reason;
  std::string message;
  std::optional<subject> about;
  std::vector<field_error> causes;
  int retry_after_seconds = 0;
  std::string continue_token; ///< an inconsistent one, of an expired list
  bool plain_text = false;    ///< "404 page not found" is no Status
};

template <class T>
using outcome = boost::system::result<T, refusal>;

/// Lets `outcome::value()` report.
[[noreturn]] void throw_exception_from_error(const refusal& why, const boost::source_location& loc);

refusal bad_request(std::string message);
refusal unauthorized();
refusal not_found(const subject& about);
refusal no_such_path();
refusal already_exists(const subject& about);
/// @param why Follows "Operation cannot be fulfilled on widgets.ex.io "a": ".
refusal conflict(const subject& about, const std::string& why);
refusal stale(const subject& about);
/// @param about Its kind is the Kind: "Widget".
refusal invalid(const subject& about, std::vector<field_error> causes);
refusal forbidden(const subject& about, const std::string& why);
refusal expired(std::string message);
refusal version_too_large(std::uint64_t asked, std::uint64_t current);
refusal unsupported_media(const std::string& accepted);
refusal not_acceptable(const std::string& accepted);
refusal internal_error(std::string message);

/// `widgets.ex.io`, or `pods` for the core group.
std::string qualified(const subject& about);

json::value to_json(const refusal& why);
answer to_answer(const refusal& why);

} // namespace weft::k8s::server
