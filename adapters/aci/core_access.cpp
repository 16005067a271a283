#include "adapters/aci/core.hpp"
#include "adapters/aci/signer.hpp"
#include "adapters/aci/sim/cookies.hpp"
#include "adapters/aci/sim/pages.hpp"
#include "protocol/aci/requests.hpp"

#include <algorithm>

namespace weft::aci::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view token_letters
  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/+=";
constexpr std::size_t token_length = 40;

net::http_response forbidden(std::string text) {
  return as_answer(objection{403, "403", std::move(text)});
}

net::http_response no_cookie() {
  return forbidden("Need a valid webtoken cookie (named APIC-Cookie) or a signed request with "
                   "signature in the cookie APIC-Request-Signature for all REST API requests");
}

net::http_response bad_token() {
  return forbidden("Token was invalid (Error: Token timeout)");
}

} // namespace

std::string core::make_token() {
  std::string out;
  while (out.size() < token_length)
    out += token_letters[dice_() % token_letters.size()];
  return out;
}

/// @returns whether this one is too many; else it is counted.
bool core::throttled(std::deque<instant>& recent, std::size_t limit, instant now) {
  while (!recent.empty() && recent.front() <= now - 1s)
    recent.pop_front();
  if (limit == 0 || recent.size() < limit) {
    recent.push_back(now);
    return false;
  }
  ++seen_.throttled;
  return true;
}

net::http_response core::log_in(std::size_t node, const net::http_request& what, std::string& who,
                                instant now) {
  ++seen_.logins;
  if (throttled(logins_, settings.logins_per_second, now))
    return web_page(503);
  const auto body = json::parse(what.body);
  const auto* asked = body ? body->find("aaaUser") : nullptr;
  if (!asked)
    return as_answer(objection{400, "400", "the body is no aaaUser"});
  const std::string name{asked->text_at({"attributes", "name"})};
  const auto found = users_.find(name);
  auto& failed = failures_[name];
  while (!failed.empty() && failed.front() <= now - 1h)
    failed.pop_front();
  const auto recent = std::count_if(failed.begin(), failed.end(),
                                    [&](instant when) { return failed.back() - when < 5min; });
  const bool blocked = settings.failures_before_block > 0
                       && static_cast<std::size_t>(recent) >= settings.failures_before_block;
  const bool known = found != users_.end() && !found->second.password.empty()
                     && found->second.password == asked->text_at({"attributes", "pwd"});
  if (blocked || !known) {
    ++seen_.unauthenticated;
    if (!blocked)
      failed.push_back(now);
    return as_answer(
      objection{401, "401", "Username or password is incorrect - FAILED local authentication"});
  }
  failed.clear();
  who = name;
  auto& made = sessions_[++last_session_];
  made.who = name;
  made.node = node;
  made.token = make_token();
  made.fresh_until = now + settings.token_lifetime;
  made.ends = now + settings.session_lifetime;
  return grant("aaaLogin", made, now);
}

net::http_response core::grant(std::string_view class_name, const session& to, instant now) const {
  const auto seconds = [](auto span) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(span).count());
  };
  auto out
    = as_answer(json::array{as_object(
                  class_name, {{"token", to.token},
                               {"siteFingerprint", "simulated"},
                               {"refreshTimeoutSeconds", seconds(settings.token_lifetime)},
                               {"maximumLifetimeSeconds", seconds(settings.session_lifetime)},
                               {"guiIdleTimeoutSeconds", "1200"},
                               {"restTimeoutSeconds", "90"},
                               {"creationTime", seconds(now.time_since_epoch())},
                               {"firstLoginTime", seconds(now.time_since_epoch())},
                               {"userName", to.who},
                               {"remoteUser", "false"},
                               {"unixUserId", "15374"},
                               {"sessionId", "simulated"},
                               {"lastName", ""},
                               {"firstName", ""},
                               {"version", settings.version},
                               {"buildTime", "Mon Jan 13 15:52:13 UTC 2025"},
                               {"node", "topology/pod-1/node-" + std::to_string(to.node + 1)}})},
                1);
  out.fields.emplace_back("Set-Cookie", "APIC-cookie=" + to.token + "; path=/; HttpOnly; Secure");
  return out;
}

net::http_response core::refresh(const caller& by, instant now) {
  ++seen_.refreshes;
  if (throttled(logins_, settings.logins_per_second, now))
    return web_page(503);
  const auto found = sessions_.find(by.session);
  if (found == sessions_.end() || found->second.is_signed || settings.refuse_refresh)
    return bad_token();
  auto& held = found->second;
  held.former.emplace_back(held.token, now + settings.token_grace);
  held.token = make_token();
  held.fresh_until = now + settings.token_lifetime;
  return grant(settings.refresh_class, held, now);
}

net::http_response core::log_out(const caller& by, instant now) {
  ++seen_.logouts;
  end_session(by.session, now);
  return nothing_to_say();
}

net::http_response core::give_web_token(std::size_t node, const caller& by, instant now) {
  ++seen_.web_tokens;
  auto& made = sessions_[++last_session_];
  made.who = by.who;
  made.node = node;
  made.is_signed = true;
  made.token = make_token();
  made.fresh_until = made.ends = now + settings.session_lifetime;
  return as_answer(json::array{as_object("webtokenSession", {{"token", made.token}})}, 1);
}

std::uint64_t core::find_session(std::size_t node, std::string_view token, instant now) const {
  if (token.empty())
    return 0;
  for (const auto& [id, held] : sessions_) {
    const bool now_good = held.token == token;
    const bool still_good
      = std::any_of(held.former.begin(), held.former.end(),
                    [&](const auto& old) { return old.first == token && now < old.second; });
    const bool here = held.node == node || settings.tokens_everywhere;
    if ((now_good || still_good) && here && now < held.fresh_until && now < held.ends)
      return id;
  }
  return 0;
}

core::admitted core::admit(std::size_t node, const net::http_request& what, instant now) {
  const cookie_jar jar{what};
  if (!jar.first("APIC-Request-Signature").empty())
    return admit_signed(node, what, now);
  const auto tokens = jar.all("APIC-cookie");
  if (tokens.size() > 1)
    ++seen_.doubled_cookies;
  caller out;
  out.detached = tokens.size() > 1;
  for (const auto token : tokens)
    if (const auto id = find_session(node, token, now); id != 0 && !sessions_.at(id).is_signed)
      out.session = id;
  if (out.session == 0) {
    ++seen_.unauthenticated;
    return tokens.empty() ? no_cookie() : bad_token();
  }
  out.who = sessions_.at(out.session).who;
  return out;
}

core::admitted core::admit_signed(std::size_t node, const net::http_request& what, instant now) {
  const cookie_jar jar{what};
  const auto text = string_to_sign(what.method, what.target, what.body);
  const auto dn = jar.first("APIC-Certificate-DN");
  const bool worded = jar.first("APIC-Certificate-Algorithm") == "v1.0"
                      && jar.first("APIC-Certificate-Fingerprint") == "fingerprint";
  for (const auto& [name, who] : users_)
    for (const auto& [certificate, pem] : who.certificates) {
      const auto named = std::string{"uni/userext/"} + (who.of_application ? "appuser-" : "user-")
                         + name + "/usercert-" + certificate;
      if (!worded || dn != named)
        continue;
      const auto by = verifier::from_pem(pem);
      if (by && by->verify(text, jar.first("APIC-Request-Signature")))
        return caller{name, find_session(node, jar.first("APIC-WebSocket-Session"), now), false};
    }
  ++seen_.unauthenticated;
  const auto status = settings.bad_signature_status;
  return as_answer(
    objection{status, std::to_string(status), "Failed to verify the signature of the request"});
}

socket_reply core::open_socket(std::size_t node, const net::http_request& what, instant now) {
  constexpr std::string_view begins = "/socket";
  pass_time(now);
  socket_reply out;
  if (!up_[node]) {
    out.otherwise.how = reply::way::absent;
    return out;
  }
  request_entry entry{now, node, what.method, what.target, {}, cookie_jar{what}.whole(), {}, 403};
  const bool named = what.target.starts_with(begins);
  auto id = named ? find_session(node, what.target.substr(begins.size()), now) : 0;
  if (id != 0 && sessions_.at(id).is_signed) {
    const auto entered = admit_signed(node, what, now);
    const auto* by = std::get_if<caller>(&entered);
    if (!by || by->session != id)
      id = 0;
  }
  if (id == 0) {
    out.otherwise.what = named ? bad_token() : web_page(404);
  } else {
    auto& held = sessions_.at(id);
    if (held.socket != 0)
      close_socket(held.socket, delivery::kind::close, 1000, now);
    held.subscriptions.clear();
    held.socket = out.socket = ++last_socket_;
    sockets_[out.socket] = {id, now, false};
    ++seen_.sockets;
    entry.who = held.who;
    entry.status = 101;
  }
  requests_.push_back(std::move(entry));
  stir(now);
  return out;
}

void core::end_session(std::uint64_t id, instant now) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end())
    return;
  const auto socket = found->second.socket;
  sessions_.erase(found);
  if (socket != 0)
    close_socket(socket, delivery::kind::close, 1000, now);
}

void core::invalidate_tokens() {
  for (auto& [id, held] : sessions_) {
    held.token.clear();
    held.former.clear();
  }
}

void core::end_sessions(instant now) {
  while (!sessions_.empty())
    end_session(sessions_.begin()->first, now);
  stir(now);
}

} // namespace weft::aci::sim
