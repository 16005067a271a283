#include "adapters/velocloud/core.hpp"
#include "adapters/velocloud/sim/pages.hpp"

namespace weft::velocloud::sim {

namespace {

/// The value of `name` in a Cookie header.
std::string_view cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto end = header.find(';');
    auto pair = header.substr(0, end);
    while (pair.starts_with(' '))
      pair.remove_prefix(1);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
  }
  return {};
}

bool in_force(const account& who, instant now) {
  return now >= who.valid_from && now < who.valid_until;
}

} // namespace

account* core::identify(const net::http_request& what, instant now) {
  constexpr std::string_view scheme = "Token ";
  const auto shown = net::find(what.fields, "Authorization");
  const auto session = cookie(net::find(what.fields, "Cookie"), "velocloud.session");
  const auto held = sessions_.find(std::string{session});
  for (auto& who : accounts) {
    const bool by_token
      = shown.starts_with(scheme) && !who.token.empty() && shown.substr(scheme.size()) == who.token;
    const bool by_session = held != sessions_.end() && held->second == who.name;
    if ((by_token || by_session) && in_force(who, now))
      return &who;
  }
  return nullptr;
}

net::http_response core::log_in(const net::http_request& what, instant now) {
  ++seen_.logins;
  const auto body = json::parse(what.body);
  const auto* name = body ? body->find("username") : nullptr;
  const auto* password = body ? body->find("password") : nullptr;
  const bool as_operator = path_of(what.target).ends_with("operatorLogin");
  auto out = settings.login_redirects ? html(302, "Found") : html(200, "SD-WAN Orchestrator");
  if (settings.login_redirects)
    out.fields.emplace_back("Location", "/");
  for (const auto& who : accounts)
    if (name && password && name->text_or("") == who.name && !who.password.empty()
        && password->text_or("") == who.password && who.operates == as_operator
        && in_force(who, now)) {
      const auto session = make_guid();
      sessions_[session] = who.name;
      out.fields.emplace_back("Set-Cookie",
                              "velocloud.session=" + session + "; Path=/; HttpOnly; Secure");
      return out;
    }
  ++seen_.unauthenticated;
  if (settings.empty_cookie_on_failure)
    out.fields.emplace_back("Set-Cookie", "velocloud.session=; Path=/");
  out.fields.emplace_back("Set-Cookie", "velocloud.message=" + settings.login_failure + "; Path=/");
  return out;
}

net::http_response core::log_out(const net::http_request& what) {
  sessions_.erase(std::string{cookie(net::find(what.fields, "Cookie"), "velocloud.session")});
  auto out = html(302, "Found");
  out.fields.emplace_back("Location", "/");
  out.fields.emplace_back("Set-Cookie", "velocloud.session=; Path=/");
  return out;
}

std::optional<net::http_response> core::limit(const std::string& name, instant now, bool forced) {
  auto& held = meters_[name];
  const auto& rule = settings.limit;
  while (!held.recent.empty() && held.recent.front() <= now - rule.window)
    held.recent.pop_front();
  const bool in_penalty = now < held.closed_until;
  const bool too_many = (rule.calls != 0 && held.recent.size() >= rule.calls)
                        || (rule.at_once != 0 && held.in_flight >= rule.at_once);
  if (!forced && !in_penalty && !too_many) {
    held.recent.push_back(now);
    return std::nullopt;
  }
  ++seen_.throttled;
  if (in_penalty)
    ++seen_.calls_in_penalty;
  held.closed_until = now + rule.penalty;
  auto out = as_json(429, error_body(-32029, "too many requests"));
  if (rule.retry_after)
    out.fields.emplace_back("Retry-After", std::to_string(rule.retry_after->count()));
  return out;
}

std::vector<std::string> core::sessions() const {
  std::vector<std::string> out;
  for (const auto& [cookie_text, who] : sessions_)
    out.push_back(cookie_text);
  return out;
}

void core::rotate_token(std::string_view old_token, std::string fresh, instant when) {
  for (auto& who : accounts)
    if (who.token == old_token) {
      auto next = who;
      next.token = std::move(fresh);
      next.valid_from = when;
      who.valid_until = when;
      accounts.push_back(std::move(next));
      return;
    }
}

} // namespace weft::velocloud::sim
