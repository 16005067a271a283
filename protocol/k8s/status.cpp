#include "protocol/k8s/status.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::k8s {

namespace {

constexpr std::size_t max_shown_bytes = 80;
constexpr std::size_t max_text_bytes = 2048;

bool has_cause(const status& what, std::string_view reason) {
  return std::any_of(what.causes.begin(), what.causes.end(),
                     [&](const status_cause& one) { return one.reason == reason; });
}

/// The first bytes as they may be shown to a person: one line, nothing unprintable.
std::string beginning_of(std::string_view body) {
  std::string shown{body.substr(0, max_shown_bytes)};
  std::replace_if(
    shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, ' ');
  return body.size() > max_shown_bytes ? shown + "..." : shown;
}

errc code_of(const status& what) {
  if (what.reason == "Expired" || what.reason == "Gone" || is_version_too_large(what))
    return errc::gone;
  if (is_namespace_terminating(what))
    return errc::refused;
  switch (what.code) {
  case 401:
    return errc::expired;
  case 403:
    return errc::forbidden;
  case 404:
    return errc::not_found;
  case 408:
    return errc::unreachable;
  case 409:
    return errc::conflict;
  case 410:
    return errc::gone;
  case 429:
    return errc::throttled;
  default:
    if (what.code >= 500)
      return errc::unreachable;
    return what.code >= 300 ? errc::refused : errc::malformed;
  }
}

std::string text_of(const status& what) {
  std::string text = std::to_string(what.code);
  if (!what.reason.empty())
    text += " " + what.reason;
  std::string causes;
  for (const auto& [reason, message, field] : what.causes) {
    causes += causes.empty() ? "" : "; ";
    causes += field.empty() ? "" : field + ": ";
    causes += message.empty() ? reason : message;
  }
  const bool invalid = what.code == 422 && !causes.empty();
  text += ": " + (invalid || what.message.empty() ? causes : what.message);
  if (!invalid && !causes.empty() && !what.message.empty())
    text += " (" + causes + ")";
  return std::string{beginning(text, max_text_bytes)};
}

} // namespace

status read_status(const json::value& body) {
  status read;
  read.code = static_cast<int>(std::clamp<std::int64_t>(body.int_at({"code"}, 0), 0, 999));
  read.reason = body.text_at({"reason"});
  read.message = body.text_at({"message"});
  if (const auto* wait = body.find_path({"details", "retryAfterSeconds"})) {
    constexpr std::int64_t longest = 86'400;
    read.retry_after = std::chrono::seconds{std::clamp<std::int64_t>(wait->int_or(0), 0, longest)};
  }
  const auto* listed = body.find_path({"details", "causes"});
  if (const auto* causes = listed ? listed->as_array() : nullptr)
    for (const auto& one : *causes)
      read.causes.push_back({std::string{one.text_at({"reason"})},
                             std::string{one.text_at({"message"})},
                             std::string{one.text_at({"field"})}});
  return read;
}

status read_status(const response& answer) {
  status read;
  const auto body = json::parse(answer.body);
  if (body && body->text_at({"kind"}) == "Status")
    read = read_status(*body);
  else if (answer.body.empty())
    read.message = "an answer without a body";
  else
    read.message = "the body is not a Status but begins \"" + beginning_of(answer.body) + "\"";
  if (read.code == 0)
    read.code = answer.status;
  read.retry_after = std::max(read.retry_after, answer.retry_after);
  return read;
}

bool is_version_too_large(const status& what) {
  return has_cause(what, "ResourceVersionTooLarge")
         || what.message.find("Too large resource version") != std::string::npos;
}

bool is_namespace_terminating(const status& what) {
  return has_cause(what, "NamespaceTerminating")
         || (what.code == 403
             && what.message.find("because it is being terminated") != std::string::npos);
}

fault to_fault(const status& what, std::string_view where) {
  return {code_of(what), text_of(what), std::string{where}, what.retry_after};
}

fault read_failure(const response& answer, std::string_view where) {
  return to_fault(read_status(answer), where);
}

} // namespace weft::k8s
