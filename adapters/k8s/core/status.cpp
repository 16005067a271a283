#include "adapters/k8s/core/status.hpp"

#include <stdexcept>

namespace weft::k8s::server {

void throw_exception_from_error(const refusal& why, const boost::source_location&) {
  throw std::runtime_error(why.message);
}

std::string qualified(const subject& about) {
  return about.group.empty() ? about.kind : about.kind + "." + about.group;
}

namespace {

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::string named(const subject& about) {
  return qualified(about) + " " + quoted(about.name);
}

refusal about_object(int code, std::string reason, const subject& about, std::string message) {
  refusal out;
  out.code = code;
  out.reason = std::move(reason);
  out.message = std::move(message);
  out.about = about;
  return out;
}

refusal plain(int code, std::string reason, std::string message) {
  refusal out;
  out.code = code;
  out.reason = std::move(reason);
  out.message = std::move(message);
  return out;
}

} // namespace

refusal bad_request(std::string message) {
  return plain(400, "BadRequest", std::move(message));
}

refusal unauthorized() {
  return plain(401, "Unauthorized", "Unauthorized");
}

refusal not_found(const subject& about) {
  return about_object(404, "NotFound", about, named(about) + " not found");
}

refusal no_such_path() {
  auto out = plain(404, "", "404 page not found");
  out.plain_text = true;
  return out;
}

refusal already_exists(const subject& about) {
  return about_object(409, "AlreadyExists", about, named(about) + " already exists");
}

refusal conflict(const subject& about, const std::string& why) {
  return about_object(409, "Conflict", about,
                      "Operation cannot be fulfilled on " + named(about) + ": " + why);
}

refusal stale(const subject& about) {
  return conflict(about, "the object has been modified; please apply your changes to the latest "
                         "version and try again");
}

refusal invalid(const subject& about, std::vector<field_error> causes) {
  std::string all;
  for (const auto& one : causes)
    all += (all.empty() ? "" : ", ") + one.field + ": " + one.message;
  if (causes.size() > 1)
    all = "[" + all + "]";
  auto out = about_object(422, "Invalid", about, named(about) + " is invalid: " + all);
  out.causes = std::move(causes);
  return out;
}

refusal forbidden(const subject& about, const std::string& why) {
  const auto who = about.name.empty() ? qualified(about) : named(about);
  return about_object(403, "Forbidden", about, who + " is forbidden: " + why);
}

refusal expired(std::string message) {
  return plain(410, "Expired", std::move(message));
}

refusal version_too_large(std::uint64_t asked, std::uint64_t current) {
  auto out = plain(504, "Timeout",
                   "Timeout: Too large resource version: " + std::to_string(asked)
                     + ", current: " + std::to_string(current));
  out.about = subject{};
  out.causes = {{"ResourceVersionTooLarge", "", "Too large resource version"}};
  out.retry_after_seconds = 1;
  return out;
}

refusal unsupported_media(const std::string& accepted) {
  return plain(415, "UnsupportedMediaType",
               "the body of the request was in an unknown format - accepted media types include: "
                 + accepted);
}

refusal not_acceptable(const std::string& accepted) {
  return plain(406, "NotAcceptable", "only the following media types are accepted: " + accepted);
}

refusal internal_error(std::string message) {
  return plain(500, "", std::move(message));
}

json::value to_json(const refusal& why) {
  json::value out = json::value::of({{"kind", "Status"}, {"apiVersion", "v1"}});
  json::value meta{json::object{}};
  if (!why.continue_token.empty())
    meta.set("continue", why.continue_token);
  out.set("metadata", std::move(meta));
  out.set("status", "Failure");
  out.set("message", why.message);
  if (!why.reason.empty())
    out.set("reason", why.reason);
  if (why.about || !why.causes.empty() || why.retry_after_seconds > 0) {
    json::value details{json::object{}};
    const auto about = why.about.value_or(subject{});
    for (const auto& [name, held] :
         {std::pair{"name", &about.name}, std::pair{"group", &about.group},
          std::pair{"kind", &about.kind}, std::pair{"uid", &about.uid}})
      if (!held->empty())
        details.set(name, *held);
    json::array causes;
    for (const auto& one : why.causes) {
      json::value cause = json::value::of({{"reason", one.reason}, {"message", one.message}});
      if (!one.field.empty())
        cause.set("field", one.field);
      causes.push_back(std::move(cause));
    }
    if (!causes.empty())
      details.set("causes", std::move(causes));
    if (why.retry_after_seconds > 0)
      details.set("retryAfterSeconds", why.retry_after_seconds);
    out.set("details", std::move(details));
  }
  out.set("code", why.code);
  return out;
}

answer to_answer(const refusal& why) {
  answer out;
  out.status = why.code;
  if (why.retry_after_seconds > 0)
    out.headers.emplace_back("Retry-After", std::to_string(why.retry_after_seconds));
  if (why.plain_text) {
    out.content_type = "text/plain; charset=utf-8";
    out.body = why.message + "\n";
  } else {
    out.body = json::write(to_json(why));
  }
  return out;
}

} // namespace weft::k8s::server
