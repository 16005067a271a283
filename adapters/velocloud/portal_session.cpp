#include "adapters/files.hpp"
#include "adapters/velocloud/portal_inside.hpp"
#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/names.hpp"

#include <algorithm>
#include <utility>

namespace weft::velocloud {

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
        said = channels::message_of(text, secrets());
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
    drop_session(session);
    if (fresh)
      session = *fresh;
    all = std::exchange(waiting, {});
  }
  for (const auto& one : all)
    if (fresh)
      send(one, *fresh);
    else
      io.post([self = shared_from_this(), one, why = fresh.error()] { self->finish(one, why); });
}

void portal::impl::drop_session(const std::string& which) {
  if (session == which && !session.empty())
    former_session = std::exchange(session, {});
}

channels::secrets portal::impl::secrets() {
  const std::lock_guard lock(guard);
  return {held.token, held.password, former.token, former.password, session, former_session};
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
  std::function<void()> tell;
  if (const auto pem = how.ca_file.empty() ? result<std::string>{""} : read_file(how.ca_file);
      pem && *pem != trust.ca_pem) {
    trust.ca_pem = *pem;
    http.renew(trust);
  }
  auto fresh = read_credential(how.credentials);
  {
    const std::lock_guard lock(guard);
    if (!fresh || (!trouble && *fresh == held))
      return;
    if (fresh->token != held.token)
      former.token = held.token;
    if (fresh->password != held.password)
      former.password = held.password;
    held = std::move(*fresh);
    trouble.reset();
    drop_session(session);
    tell = told;
  }
  if (tell)
    tell();
}

} // namespace weft::velocloud
