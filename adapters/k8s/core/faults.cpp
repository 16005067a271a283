#include "adapters/k8s/core/faults.hpp"

#include "adapters/k8s/core/status.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::k8s::server {

std::optional<misfortune> misfortune_named(std::string_view word) {
  using enum misfortune;
  constexpr std::array names{
    std::pair{std::string_view{"drop"}, drop},
    std::pair{std::string_view{"drop_after"}, drop_after},
    std::pair{std::string_view{"stall"}, stall},
    std::pair{std::string_view{"gone"}, gone},
    std::pair{std::string_view{"throttled"}, throttled},
    std::pair{std::string_view{"error"}, error},
    std::pair{std::string_view{"unavailable"}, unavailable},
    std::pair{std::string_view{"unauthorized"}, unauthorized},
    std::pair{std::string_view{"html"}, html},
    std::pair{std::string_view{"half_line"}, half_line},
    std::pair{std::string_view{"garbage"}, garbage},
  };
  for (const auto& [name, meant] : names)
    if (name == word)
      return meant;
  return std::nullopt;
}

std::optional<disturbance> disturbance_named(std::string_view word) {
  using enum disturbance;
  constexpr std::array names{
    std::pair{std::string_view{"drop"}, drop},
    std::pair{std::string_view{"end"}, end},
    std::pair{std::string_view{"silence"}, silence},
    std::pair{std::string_view{"gone"}, gone},
    std::pair{std::string_view{"error"}, error},
    std::pair{std::string_view{"garbage"}, garbage},
    std::pair{std::string_view{"half_line"}, half_line},
  };
  for (const auto& [name, meant] : names)
    if (name == word)
      return meant;
  return std::nullopt;
}

namespace {

answer plain(int status, std::string type, std::string body) {
  answer out;
  out.status = status;
  out.content_type = std::move(type);
  out.body = std::move(body);
  return out;
}

answer refused(int code, std::string reason, std::string message, int retry_after) {
  refusal why;
  why.code = code;
  why.reason = std::move(reason);
  why.message = std::move(message);
  why.retry_after_seconds = retry_after;
  return to_answer(why);
}

answer carried(manner how) {
  answer out;
  out.how = how;
  return out;
}

} // namespace

answer unfortunate(const fault_rule& how) {
  switch (how.what) {
  case misfortune::drop:
  case misfortune::drop_after:
    return carried(manner::drop);
  case misfortune::stall:
    return carried(manner::stall);
  case misfortune::gone:
    return to_answer(expired("too old resource version"));
  case misfortune::throttled: {
    auto out
      = plain(429, "text/plain; charset=utf-8", "Too many requests, please try again later.\n");
    out.headers.emplace_back("Retry-After", std::to_string(how.retry_after_seconds));
    return out;
  }
  case misfortune::error:
    return refused(500, "InternalError", "Internal error occurred: etcdserver: leader changed", 0);
  case misfortune::unavailable:
    return refused(503, "ServiceUnavailable",
                   "the server is currently unable to handle the request", 0);
  case misfortune::unauthorized:
    return to_answer(unauthorized());
  case misfortune::html:
    return plain(200, "text/html", "<!DOCTYPE html><html><body>Please log in</body></html>");
  case misfortune::half_line:
    return plain(200, "application/json", R"({"kind":"List","apiVersion":"v1","metad)");
  case misfortune::garbage:
    return plain(200, "application/json", "\x01\x02 not JSON }{\n");
  }
  return carried(manner::drop);
}

std::optional<fault_rule> fault_script::next_for(std::string_view verb, std::string_view plural) {
  auto i = std::find_if(rules_.begin(), rules_.end(), [&](const fault_rule& one) {
    return (one.verb.empty() || one.verb == verb) && (one.plural.empty() || one.plural == plural);
  });
  if (i == rules_.end())
    return std::nullopt;
  auto out = *i;
  if (i->times <= 1)
    rules_.erase(i);
  else
    --i->times;
  return out;
}

} // namespace weft::k8s::server
