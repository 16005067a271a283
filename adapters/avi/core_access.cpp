#include "adapters/avi/core.hpp"
#include "protocol/base64.hpp"
#include "protocol/condition.hpp"

#include <algorithm>

namespace weft::avi::sim {

namespace {

constexpr std::chrono::minutes lock_time{30};
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";

/// The value of a cookie of a request.
std::string_view cookie(const net::http_request& from, std::string_view name) {
  auto rest = net::find(from.fields, "Cookie");
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' '))
      pair.remove_prefix(1);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
  }
  return {};
}

/// Name and password of a header `Authorization: Basic …`.
std::optional<std::pair<std::string, std::string>> basic_of(const net::http_request& from) {
  constexpr std::string_view scheme = "Basic ";
  const auto shown = net::find(from.fields, "Authorization");
  const auto text
    = shown.starts_with(scheme) ? decode_base64(shown.substr(scheme.size())) : std::nullopt;
  const auto middle = text ? text->find(':') : std::string::npos;
  if (middle == std::string::npos)
    return std::nullopt;
  return std::pair{text->substr(0, middle), text->substr(middle + 1)};
}

json::value read_form(std::string_view body) {
  json::value out{json::object{}};
  for (const auto& [name, value] : read_target("?" + std::string{body}).options)
    out.set(name, value);
  return out;
}

} // namespace

void core::change_password(std::string_view name, std::string password) {
  if (const auto found = users_.find(name); found != users_.end())
    found->second.password = std::move(password);
}

std::string core::add_token(std::string_view name, std::string token, std::chrono::hours life,
                            instant now) {
  const auto uuid = "usertoken-" + make_uuid();
  const bool once = life.count() == 0;
  tokens_[uuid]
    = {std::string{name}, std::move(token), now + (once ? std::chrono::hours{1} : life), once};
  return uuid;
}

bool core::is_accepted(const std::string& name, const json::value& said, instant now) {
  const auto found = users_.find(name);
  if (found == users_.end())
    return false;
  const auto password = said.text_at({"password"});
  if (!password.empty() && password == found->second.password)
    return true;
  for (const auto shown : {said.text_at({"token"}), password})
    for (auto i = tokens_.begin(); !shown.empty() && i != tokens_.end(); ++i)
      if (i->second.token == shown && i->second.user == name && now < i->second.expires) {
        if (i->second.once)
          tokens_.erase(i);
        return true;
      }
  return false;
}

net::http_response core::log_in(visit& by) {
  ++seen_.logins;
  auto said = json::parse(by.what->body);
  if (!said || !said->is_object())
    said = read_form(by.what->body);
  const std::string name{said->text_at({"username"})};
  auto& bad = failures_[name];
  if (by.now < bad.locked_until || !is_accepted(name, *said, by.now)) {
    ++seen_.failed_logins;
    if (settings.failures_before_lock != 0 && ++bad.in_a_row >= settings.failures_before_lock)
      bad = {0, by.now + lock_time};
    return refuse(401, "Invalid credentials");
  }
  bad.in_a_row = 0;
  forget_old_sessions(by.now);
  const auto held = std::count_if(sessions_.begin(), sessions_.end(),
                                  [&](const auto& one) { return one.second.user == name; });
  if (settings.max_sessions != 0 && static_cast<std::size_t>(held) >= settings.max_sessions) {
    ++seen_.capped_logins;
    return refuse(403, "Maximum number of concurrent sessions reached");
  }
  by.who = &users_.find(name)->second;
  by.session = make_secret(32);
  by.session_number = ++last_session_;
  sessions_[by.session] = {name, make_secret(32), by.session_number, by.now, by.now};
  const auto number = [](auto span) { return static_cast<std::int64_t>(span.count()); };
  auto out = as_json(
    200,
    json::value::of(
      {{"user_initialized", true},
       {"version", json::value::of({{"Version", settings.version},
                                    {"build", 9171},
                                    {"Tag", settings.version + "-9171-20201007"},
                                    {"ProductName", "controller"}})},
       {"session_cookie_name", "avi-sessionid"},
       {"user", json::value::of({{"username", name}, {"is_superuser", true}})},
       {"tenants", json::value::list({json::value::of({{"name", "admin"}, {"uuid", "admin"}})})},
       {"controller", json::value::of({{"api_idle_timeout", number(settings.idle_timeout)}})},
       {"system_config",
        json::value::of(
          {{"default_license_tier", settings.license_tier},
           {"portal_configuration",
            json::value::of({{"api_force_timeout", number(settings.force_timeout)},
                             {"allow_basic_authentication", settings.basic_authentication}})}})}}));
  set_cookies(out, by);
  return out;
}

net::http_response core::log_out(visit& by) {
  if (by.what->method != "POST")
    return refuse(405, "Method not allowed");
  ++seen_.logouts;
  sessions_.erase(by.session);
  by.session.clear();
  return {200, {}, {}};
}

void core::forget_old_sessions(instant now) {
  for (auto i = sessions_.begin(); i != sessions_.end();) {
    const bool idle = now - i->second.used > settings.idle_timeout;
    const bool old = now - i->second.born > settings.force_timeout;
    if (idle || old)
      ended_[i->first] = idle ? 401 : 419;
    i = idle || old ? sessions_.erase(i) : std::next(i);
  }
}

std::optional<net::http_response> core::admit(visit& by) {
  forget_old_sessions(by.now);
  auto shown = cookie(*by.what, "avi-sessionid");
  if (shown.empty())
    shown = cookie(*by.what, "sessionid");
  const auto found = sessions_.find(shown);
  if (found != sessions_.end()) {
    found->second.used = by.now;
    by.session = found->first;
    by.session_number = found->second.number;
    by.who = &users_[found->second.user];
    return std::nullopt;
  }
  if (const auto basic = settings.basic_authentication ? basic_of(*by.what) : std::nullopt)
    if (is_accepted(basic->first, json::value::of({{"password", basic->second}}), by.now)) {
      by.who = &users_[basic->first];
      return std::nullopt;
    }
  ++seen_.unauthenticated;
  const auto ended = ended_.find(shown);
  return refuse(ended == ended_.end() ? 401 : ended->second, "Session expired");
}

std::optional<net::http_response> core::check_origin(visit& by) {
  const auto held = sessions_.find(by.session);
  if (held == sessions_.end())
    return std::nullopt; // Basic authentication has no cookies to be stolen
  const auto& fields = by.what->fields;
  if (net::find(fields, "X-CSRFToken") != held->second.csrf
      || cookie(*by.what, "csrftoken") != held->second.csrf) {
    break_rule(by, "I4", "a write without the CSRF token");
    return refuse(403, "CSRF Failed: CSRF token missing or incorrect.");
  }
  const auto referer = net::find(fields, "Referer");
  if (referer != by.origin + "/" && !referer.starts_with(by.origin + "/")) {
    break_rule(by, "I4", "a write without a matching Referer");
    return refuse(403, "CSRF Failed: Referer checking failed.");
  }
  return std::nullopt;
}

std::optional<net::http_response> core::check_tenant(visit& by) {
  const auto& fields = by.what->fields;
  if (const auto uuid = net::find(fields, "X-Avi-Tenant-UUID"); !uuid.empty()) {
    const auto held = objects_.find("tenant", uuid);
    by.tenant = held ? held->name : std::string{uuid};
  }
  if (const auto name = net::find(fields, "X-Avi-Tenant"); !name.empty())
    by.tenant = name;
  if (by.tenant == "*")
    return by.what->method == "GET" ? std::nullopt
                                    : std::optional{refuse(400, "A write needs one tenant")};
  if (!objects_.find_named("tenant", by.tenant, "admin"))
    return refuse(403, "Tenant '" + by.tenant + "' does not exist!");
  if (by.what->method != "GET" && settings.read_only_tenants.contains(by.tenant))
    return refuse(403, "You do not have permission to perform this action.");
  return std::nullopt;
}

void core::set_cookies(net::http_response& on, const visit& by) {
  on.fields.emplace_back("AVI_API_VERSION", settings.version);
  const auto held = sessions_.find(by.session);
  if (by.session.empty() || held == sessions_.end())
    return;
  if (settings.rotate_csrf)
    held->second.csrf = make_secret(32);
  on.fields.emplace_back("Set-Cookie",
                         "csrftoken=" + held->second.csrf + "; Secure; Path=/; Max-Age=31449600");
  for (const auto* name : {"avi-sessionid", "sessionid"})
    on.fields.emplace_back("Set-Cookie", std::string{name} + "=" + by.session
                                           + "; HttpOnly; Secure; Path=/; Max-Age=86400");
}

void core::end_sessions(int status) {
  for (const auto& [id, held] : sessions_)
    ended_[id] = status;
  sessions_.clear();
}

net::http_response core::serve_tokens(visit& by) {
  const auto shown = [&](const std::string& uuid, const api_token& held) {
    const auto when = std::chrono::floor<std::chrono::seconds>(held.expires);
    auto text = to_rfc3339(when);
    text.replace(text.size() - 1, 1, ".000000+00:00");
    return json::value::of({{"token", held.token}, {"uuid", uuid}, {"expires_at", text}});
  };
  const auto& path = by.where.path;
  const auto& method = by.what->method;
  if (path.size() == 3 && method == "DELETE") {
    const auto found = tokens_.find(path[2]);
    if (found == tokens_.end() || found->second.user != by.who->name)
      return refuse(404, "UserToken object not found!");
    tokens_.erase(found);
    return {204, {}, {}};
  }
  if (path.size() == 2 && method == "GET") {
    json::array all;
    for (const auto& [uuid, held] : tokens_)
      if (held.user == by.who->name)
        all.push_back(shown(uuid, held));
    const auto count = static_cast<std::uint64_t>(all.size());
    return as_json(200, json::value::of({{"count", count}, {"results", std::move(all)}}));
  }
  if (path.size() != 2 || method != "POST")
    return refuse(405, "Method not allowed");
  const auto said = json::parse(by.what->body);
  const auto hours = said ? number_or(said->find("hours"), -1) : -1;
  if (hours < 0 || hours > 87600)
    return refuse(400, "hours must be between 0 and 87600");
  const auto uuid = add_token(by.who->name, make_secret(40), std::chrono::hours{hours}, by.now);
  return as_json(201, shown(uuid, tokens_.at(uuid)));
}

std::string core::make_secret(std::size_t many) {
  std::string out;
  while (out.size() < many)
    out += letters[dice_() % letters.size()];
  return out;
}

} // namespace weft::avi::sim
