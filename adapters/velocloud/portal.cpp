#include "adapters/velocloud/portal.hpp"

#include "adapters/net/http_client.hpp"
#include "adapters/net/tls.hpp"
#include "adapters/velocloud/portal_url.hpp"
#include "protocol/velocloud/channels.hpp"
#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/names.hpp"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <random>
#include <utility>

namespace weft::velocloud {

namespace {

using steady = std::chrono::steady_clock;
using completion = std::function<void(result<json::value>)>;

/// One call from its acceptance to its end, however many HTTP exchanges it takes.
struct exchange {
  std::string method;
  std::string body;
  steady::time_point due;
  completion done; ///< empty once told
  bool logged_in_again = false;

  std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(due - steady::now());
  }
};

using ticket = std::shared_ptr<exchange>;

fault late(std::string_view method) {
  return {errc::unreachable, "no answer within the deadline", "vco " + std::string{method}, {}};
}

/// The transport's fault in this client's words.
fault translate(fault why, std::string_view method) {
  if (why.code == errc::refused)
    why.code = errc::unreachable;
  why.where = "vco " + std::string{method};
  return why;
}

void take_out(std::string& text, const std::string& secret) {
  if (secret.empty())
    return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
    text.replace(at, secret.size(), "[redacted]");
}

std::string random_name() {
  char text[16];
  std::snprintf(text, sizeof text, "%08x", std::random_device{}());
  return text;
}

} // namespace

struct portal::impl : std::enable_shared_from_this<portal::impl> {
  impl(net::transport& carrier, portal_settings settings, portal_url url, net::tls_settings with)
    : io(carrier), how(std::move(settings)), base(std::move(url)), trust(std::move(with)),
      http(io, base.where, trust,
           {how.max_connections, how.max_body_bytes, std::chrono::seconds{90}, how.connect}) {
    watched = how.credentials.files();
    if (!how.ca_file.empty())
      watched.push_back(how.ca_file);
    marks = marks_of(watched);
    if (auto read = read_credential(how.credentials))
      held = std::move(*read);
    else
      trouble = read.error();
  }

  void start(const ticket& what);
  void send(const ticket& what, const std::string& session);
  void on_answer(const ticket& what, const std::string& session, result<net::http_response> got);
  void finish(const ticket& what, result<json::value> answer);

  void log_in(std::size_t attempt);
  void on_logged_in(std::size_t attempt, result<net::http_response> got);
  void admit(result<std::string> session);

  void look_later();
  void look();

  net::http_request request(std::string target, std::string body) const;
  fault redact(fault why);

  net::transport& io;
  const portal_settings how;
  const portal_url base;

  std::mutex guard; ///< of everything below but `http`
  net::tls_settings trust;
  credential held;
  std::optional<fault> trouble; ///< why there is no credential
  std::string session;          ///< cookie value; empty: none
  bool logging_in = false;
  std::vector<ticket> waiting; ///< for the session
  std::vector<std::function<void()>> told;
  std::vector<std::string> watched;
  std::vector<file_mark> marks; ///< of `watched` when it was last read

  net::http_client http;
};

net::http_request portal::impl::request(std::string target, std::string body) const {
  return {"POST",
          std::move(target),
          {{"Content-Type", "application/json"},
           {"Accept", "application/json"},
           {"User-Agent", "weft/" + how.agent}},
          std::move(body)};
}

void portal::impl::start(const ticket& what) {
  std::unique_lock lock(guard);
  if (trouble) {
    const auto why = *trouble;
    lock.unlock();
    io.post([self = shared_from_this(), what, why] { self->finish(what, why); });
    return;
  }
  if (!held.token.empty() || !session.empty()) {
    const auto with = held.token.empty() ? session : std::string{};
    lock.unlock();
    send(what, with);
    return;
  }
  waiting.push_back(what);
  const bool first = !std::exchange(logging_in, true);
  lock.unlock();
  io.after(std::max(what->left(), std::chrono::milliseconds{0}), [weak = weak_from_this(), what] {
    if (auto self = weak.lock())
      self->finish(what, late(what->method));
  });
  if (first)
    log_in(0);
}

void portal::impl::send(const ticket& what, const std::string& with) {
  auto out = request(base.rest + "/" + what->method, what->body);
  {
    const std::lock_guard lock(guard);
    if (with.empty())
      out.fields.emplace_back("Authorization", "Token " + held.token);
    else
      out.fields.emplace_back("Cookie", "velocloud.session=" + with);
  }
  if (what->left().count() <= 0) {
    io.post([self = shared_from_this(), what] { self->finish(what, late(what->method)); });
    return;
  }
  http.call(std::move(out), what->left(),
            [weak = weak_from_this(), what, with](result<net::http_response> got) {
              if (auto self = weak.lock())
                self->on_answer(what, with, std::move(got));
            });
}

void portal::impl::on_answer(const ticket& what, const std::string& with,
                             result<net::http_response> got) {
  if (!got)
    return finish(what, translate(got.error(), what->method));
  channels::head head{
    got->status, net::find(got->fields, "Content-Type"), net::find(got->fields, "Retry-After"), {}};
  if (!with.empty())
    head.expires = net::find(got->fields, "Expires");
  auto answer = channels::read(head, got->body, what->method);
  const bool lapsed = !answer && answer.error().code == errc::expired && !with.empty();
  if (!lapsed || std::exchange(what->logged_in_again, true))
    return finish(what, std::move(answer));
  {
    const std::lock_guard lock(guard);
    if (session == with)
      session.clear();
  }
  start(what);
}

void portal::impl::finish(const ticket& what, result<json::value> answer) {
  completion tell;
  {
    const std::lock_guard lock(guard);
    tell = std::exchange(what->done, nullptr);
    std::erase(waiting, what);
  }
  if (!tell)
    return;
  if (!answer)
    answer = redact(answer.error());
  tell(std::move(answer));
}

void portal::impl::log_in(std::size_t attempt) {
  const auto name = how.operator_login ? method::operator_login : method::enterprise_login;
  auto left = std::chrono::milliseconds{0};
  json::value words;
  {
    const std::lock_guard lock(guard);
    for (const auto& one : waiting)
      left = std::max(left, one->left());
    words = login_params(held.user, held.password);
  }
  if (left.count() <= 0)
    return admit(late("log-in"));
  auto target = (attempt == 0 ? base.rest : base.root) + "/" + std::string{name};
  http.call(request(std::move(target), json::write(words)), left,
            [weak = weak_from_this(), attempt](result<net::http_response> got) {
              if (auto self = weak.lock())
                self->on_logged_in(attempt, std::move(got));
            });
}

void portal::impl::on_logged_in(std::size_t attempt, result<net::http_response> got) {
  if (!got)
    return admit(translate(got.error(), "log-in"));
  if (got->status == 404 && attempt == 0)
    return log_in(1);
  std::string said;
  for (const auto& [name, text] : got->fields) {
    if (!net::find({{name, "yes"}}, "Set-Cookie").empty()) {
      if (const auto fresh = channels::session_of(text))
        return admit(std::string{*fresh});
      if (said.empty())
        said = channels::message_of(text);
    }
  }
  if (got->status == 429 || got->status >= 500) {
    const auto why = channels::read({got->status, {}, net::find(got->fields, "Retry-After"), {}},
                                    got->body, "log-in");
    return admit(why.error());
  }
  admit(fault{errc::expired,
              said.empty() ? "log-in was not accepted" : "log-in refused: " + said,
              "vco log-in",
              {}});
}

void portal::impl::admit(result<std::string> fresh) {
  std::vector<ticket> all;
  {
    const std::lock_guard lock(guard);
    logging_in = false;
    session = fresh ? *fresh : std::string{};
    all = std::exchange(waiting, {});
  }
  for (const auto& one : all)
    if (fresh)
      send(one, *fresh);
    else
      io.post([self = shared_from_this(), one, why = fresh.error()] { self->finish(one, why); });
}

fault portal::impl::redact(fault why) {
  const std::lock_guard lock(guard);
  for (const auto* secret : {&held.token, &held.password, &session})
    take_out(why.what, *secret);
  return why;
}

void portal::impl::look_later() {
  io.after(how.watch, [weak = weak_from_this()] {
    if (auto self = weak.lock()) {
      self->look();
      self->look_later();
    }
  });
}

void portal::impl::look() {
  auto now = marks_of(watched);
  if (now == marks)
    return;
  marks = std::move(now);
  std::vector<std::function<void()>> tell;
  if (const auto pem = how.ca_file.empty() ? result<std::string>{""} : read_whole(how.ca_file);
      pem && *pem != trust.ca_pem) {
    trust.ca_pem = *pem;
    http.renew(trust);
  }
  auto fresh = read_credential(how.credentials);
  {
    const std::lock_guard lock(guard);
    if (!fresh || (!trouble && *fresh == held))
      return;
    held = std::move(*fresh);
    trouble.reset();
    session.clear();
    tell = told;
  }
  for (const auto& one : tell)
    one();
}

result<std::unique_ptr<portal>> portal::open(net::transport& io, portal_settings how) {
  auto base = read_portal_url(how.url);
  if (!base)
    return base.error();
  net::tls_settings trust;
  trust.insecure = how.insecure;
  if (!how.ca_file.empty()) {
    auto pem = read_whole(how.ca_file);
    if (!pem)
      return pem.error();
    trust.ca_pem = std::move(*pem);
    if (const auto sound = net::tls_context::for_client(trust); !sound)
      return fault{errc::refused, sound.error().what, how.ca_file, {}};
  }
  if (how.agent.empty())
    how.agent = random_name();
  auto inside = std::make_shared<impl>(io, std::move(how), std::move(*base), std::move(trust));
  if (!inside->watched.empty())
    inside->look_later();
  return std::unique_ptr<portal>{new portal(std::move(inside))};
}

portal::portal(std::shared_ptr<impl> inside) : impl_(std::move(inside)) {}

portal::~portal() = default;

std::optional<timestamp> portal::credential_expiry() const {
  const std::lock_guard lock(impl_->guard);
  return channels::token_expiry(impl_->held.token);
}

void portal::call(std::string method, json::value params, std::chrono::milliseconds deadline,
                  completion done) {
  if (impl_->how.enterprise && !params.find("enterpriseId"))
    params.set("enterpriseId", *impl_->how.enterprise);
  auto what = std::make_shared<exchange>();
  what->method = std::move(method);
  what->body = json::write(params);
  what->due = steady::now() + deadline;
  what->done = std::move(done);
  impl_->start(what);
}

void portal::on_new_credential(std::function<void()> told) {
  const std::lock_guard lock(impl_->guard);
  impl_->told.push_back(std::move(told));
}

} // namespace weft::velocloud
