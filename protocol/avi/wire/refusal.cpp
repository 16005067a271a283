#include "protocol/avi/wire/refusal.hpp"

#include "protocol/json/value.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <stdexcept>

namespace weft::avi::wire {

namespace {

constexpr std::size_t longest_text = 300;
constexpr std::chrono::seconds upgrade_pause{60};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

/// "pool" of "Pool object not found!".
std::string missing_type(std::string_view text) {
  auto end = text.find(" object not found");
  if (end == text.npos)
    end = text.find(" not found!");
  if (end == text.npos)
    return {};
  const auto start = text.find_last_of(" :'\"", end - (end > 0 ? 1 : 0));
  std::string out{
    text.substr(start == text.npos ? 0 : start + 1, start == text.npos ? end : end - start - 1)};
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return out;
}

refusal make(setback kind, errc code, std::string what, std::string where,
             std::string missing = {}) {
  return {kind, {code, std::move(what), std::move(where), {}}, std::move(missing)};
}

errc code_of(setback kind) {
  switch (kind) {
  case setback::not_found:
    return errc::not_found;
  case setback::conflict_name:
  case setback::conflict_stale:
    return errc::conflict;
  case setback::refused:
  case setback::refused_wait:
    return errc::refused;
  case setback::auth:
  case setback::rejected:
    return errc::expired;
  case setback::transient:
    break;
  }
  return errc::unreachable;
}

/// Which of its type the controller does not find: the object itself, or one it refers to.
setback judge_missing(const call& what, const std::string& missing) {
  const bool itself = what.method != "POST" && (missing.empty() || missing == type_of(what));
  return itself ? setback::not_found : setback::refused_wait;
}

setback judge_bad_request(std::string_view text, const std::string& missing) {
  const bool waits
    = has(text, "No available free IPs") || missing == "vrfcontext" || missing == "network";
  return waits ? setback::refused_wait : setback::refused;
}

std::string text_of(const json::value& from) {
  for (const auto* name : {"error", "message", "detail"})
    if (const auto* held = from.find(name); held && !held->is_null())
      return held->is_object() ? text_of(*held) : std::string{held->text_or(json::write(*held))};
  return from.is_object() && from.as_object()->empty() ? std::string{} : json::write(from);
}

} // namespace

std::string_view to_string(setback what) {
  switch (what) {
  case setback::not_found:
    return "not found";
  case setback::conflict_name:
    return "name conflict";
  case setback::conflict_stale:
    return "stale";
  case setback::refused:
    return "refused";
  case setback::refused_wait:
    return "refused for now";
  case setback::auth:
    return "session ended";
  case setback::rejected:
    return "credentials rejected";
  case setback::transient:
    return "transient";
  }
  return "unknown";
}

void throw_exception_from_error(const refusal& what, const boost::source_location&) {
  throw std::runtime_error(to_string(what.why));
}

refusal judge(const call& what, int status, std::string_view text) {
  const auto where = name_of(what);
  const auto words = text.empty() ? "status " + std::to_string(status)
                                  : std::to_string(status) + ": " + std::string{text};
  const auto as = [&](setback kind, std::string missing = {}) {
    return make(kind, code_of(kind), words, where, std::move(missing));
  };
  if (has(text, "Tenant '") && has(text, "does not exist"))
    return as(setback::refused_wait, "tenant");
  const auto missing = missing_type(text);
  switch (status) {
  case 400:
    return as(judge_bad_request(text, missing), missing);
  case 401:
    return as(has(text, "Invalid credentials") ? setback::rejected : setback::auth);
  case 419:
    return as(setback::auth);
  case 403: {
    if (!has(text, "disallowed during upgrade")) {
      const bool used = has(text, "referred by");
      return make(setback::refused, used ? errc::refused : errc::forbidden, words, where);
    }
    auto out = make(setback::refused_wait, errc::throttled, words, where);
    out.why.retry_after = upgrade_pause;
    return out;
  }
  case 404: {
    const auto kind = judge_missing(what, missing);
    return as(kind, kind == setback::not_found ? std::string{} : missing);
  }
  case 409:
    return as(setback::conflict_name);
  case 412:
    return as(setback::conflict_stale);
  case 408:
  case 429:
    return as(setback::transient);
  default:
    break;
  }
  if (status >= 500 && has(text, "Import error"))
    return as(setback::refused);
  return as(status >= 400 && status < 500 ? setback::refused : setback::transient);
}

refusal judge_log_in(int status, std::string_view text) {
  const auto words = text.empty() ? "status " + std::to_string(status) : std::string{text};
  if (status == 401 || (status == 403 && has(text, "Invalid credentials")))
    return make(setback::rejected, errc::expired, "log-in refused: " + words, "avi log-in");
  return make(setback::transient, errc::unreachable, "no log-in: " + words, "avi log-in");
}

refusal lost(const call& what, fault why) {
  if (why.code != errc::malformed)
    why.code = errc::unreachable;
  why.where = name_of(what);
  return {setback::transient, std::move(why), {}};
}

std::string error_text(std::string_view body) {
  const auto read = json::parse(body);
  return printable(read ? text_of(*read) : std::string{}, longest_text);
}

} // namespace weft::avi::wire
