#include "adapters/files.hpp"
#include "adapters/log/log.hpp"
#include "adapters/net/message.hpp"
#include "adapters/velocloud/portal_inside.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <cstdio>
#include <random>
#include <utility>

namespace weft::velocloud {

namespace {

std::string random_name() {
  char text[16];
  std::snprintf(text, sizeof text, "%08x", std::random_device{}());
  return text;
}

} // namespace

fault late(std::string_view method) {
  return {errc::unreachable, "no answer within the deadline", "vco " + std::string{method}, {}};
}

fault translate(fault why, std::string_view method) {
  if (why.code == errc::refused)
    why.code = errc::unreachable;
  why.where = "vco " + std::string{method};
  return why;
}

portal::impl::impl(net::transport& carrier, portal_settings settings, portal_url url,
                   net::tls_settings with)
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
  if (!answer && answer.error().code == errc::malformed)
    note_garbage(*what, got->body);
  const bool lapsed = !answer && answer.error().code == errc::expired && !with.empty();
  if (!lapsed || std::exchange(what->logged_in_again, true))
    return finish(what, std::move(answer));
  {
    const std::lock_guard lock(guard);
    drop_session(with);
  }
  start(what);
}

void portal::impl::note_garbage(const exchange& what, std::string_view body) {
  const auto begins = printable(
    channels::redacted(std::string{body.substr(0, 4 * channels::longest_text)}, secrets()),
    channels::longest_text);
  log::warn("An answer of VCO cannot be read.", {{"method", what.method}, {"begins", begins}});
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
  if (!answer) {
    auto why = answer.error();
    why.what = channels::redacted(std::move(why.what), secrets());
    answer = std::move(why);
  }
  tell(std::move(answer));
}

result<std::unique_ptr<portal>> portal::open(net::transport& io, portal_settings how) {
  auto base = read_portal_url(how.url);
  if (!base)
    return base.error();
  net::tls_settings trust;
  trust.insecure = how.insecure;
  if (!how.ca_file.empty()) {
    auto pem = read_file(how.ca_file);
    if (!pem)
      return fault{errc::refused, pem.error().what, "velocloud.ca_file", {}};
    trust.ca_pem = std::move(*pem);
    if (const auto sound = net::tls_context::for_client(trust); !sound)
      return fault{errc::refused, sound.error().what, how.ca_file, {}};
  }
  if (how.agent.empty())
    how.agent = random_name();
  if (!base->where.tls)
    log::warn("Credentials travel in clear to a VCO without TLS.",
              {{"vco", net::name_host(base->where)}});
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
  what->due = std::chrono::steady_clock::now() + deadline;
  what->done = std::move(done);
  impl_->start(what);
}

void portal::on_new_credential(std::function<void()> told) {
  const std::lock_guard lock(impl_->guard);
  impl_->told = std::move(told);
}

} // namespace weft::velocloud
