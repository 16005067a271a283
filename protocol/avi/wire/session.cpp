#include "protocol/avi/wire/session.hpp"

#include "protocol/json/value.hpp"

#include <algorithm>

namespace weft::avi::wire {

namespace {

constexpr std::string_view csrf_cookie = "csrftoken";
constexpr std::string_view older_cookie = "sessionid";

bool names_cookie(std::string_view field) {
  constexpr std::string_view name = "set-cookie";
  return std::equal(field.begin(), field.end(), name.begin(), name.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// Name and value of what a Set-Cookie header sets.
std::pair<std::string_view, std::string_view> read_cookie(std::string_view text) {
  const auto pair = text.substr(0, text.find(';'));
  const auto middle = pair.find('=');
  if (middle == pair.npos)
    return {};
  auto value = pair.substr(middle + 1);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  while (value.ends_with(' '))
    value.remove_suffix(1);
  return {pair.substr(0, middle), value};
}

refusal no_session(std::string what) {
  return {setback::transient, {errc::malformed, std::move(what), "avi log-in", {}}, {}};
}

} // namespace

void learn(session& held, const fields& from) {
  for (const auto& [field, text] : from) {
    if (!names_cookie(field))
      continue;
    const auto [name, value] = read_cookie(text);
    if (value.empty())
      continue;
    if (name == csrf_cookie)
      held.csrf = value;
    else if (name == held.cookie_name || (name == older_cookie && held.id.empty()))
      held.id = value;
  }
}

answered<grant> read_grant(int status, const fields& from, std::string_view body) {
  if (status < 200 || status >= 300)
    return judge_log_in(status, error_text(body));
  const auto said = json::parse(body);
  if (!said || !said->is_object())
    return no_session("the answer to the log-in is no JSON object");
  grant out;
  out.held.cookie_name = said->text_at({"session_cookie_name"}, out.held.cookie_name);
  learn(out.held, from);
  if (out.held.id.empty() || out.held.csrf.empty())
    return no_session("the log-in sets no session or no CSRF cookie");
  out.version = said->text_at({"version", "Version"});
  out.license_tier = said->text_at({"system_config", "default_license_tier"});
  const auto idle = said->int_at({"controller", "api_idle_timeout"}, 0);
  out.idle = std::chrono::minutes{std::clamp<std::int64_t>(idle, 0, 1'000'000)};
  return out;
}

fields fields_of(const call& what, const manner& how) {
  fields out{{"Accept", "application/json"}};
  if (!what.body.empty())
    out.emplace_back("Content-Type", "application/json");
  if (!how.version.empty())
    out.emplace_back("X-Avi-Version", how.version);
  return out;
}

fields fields_of(const call& what, const session& by, const manner& how) {
  auto out = fields_of(what, how);
  if (!what.tenant.empty())
    out.emplace_back("X-Avi-Tenant", what.tenant);
  out.emplace_back("X-CSRFToken", by.csrf);
  out.emplace_back("Referer", how.origin + "/");
  auto cookies = std::string{csrf_cookie} + "=" + by.csrf + "; " + by.cookie_name + "=" + by.id;
  if (by.cookie_name != older_cookie)
    cookies.append("; ").append(older_cookie).append("=").append(by.id);
  out.emplace_back("Cookie", cookies);
  return out;
}

} // namespace weft::avi::wire
