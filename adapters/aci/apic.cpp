#include "adapters/aci/apic.hpp"

#include "adapters/aci/apic_address.hpp"
#include "adapters/aci/apic_socket.hpp"
#include "adapters/aci/signer.hpp"
#include "adapters/files.hpp"
#include "adapters/log/log.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/message.hpp"
#include "adapters/net/tls.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

namespace weft::aci {

namespace {

std::string name_of_exchange(const call& what) {
  return "apic " + what.method + " " + what.target.substr(0, what.target.find('?'));
}

fault translate(fault why, const call& what) {
  if (why.code == errc::refused)
    why.code = errc::unreachable;
  why.where = name_of_exchange(what);
  return why;
}

/// A pipe can be read but once.
bool can_be_read_again(const std::string& path) {
  std::error_code none;
  return std::filesystem::is_regular_file(path, none);
}

/// What requests are authenticated with.
struct passport {
  credential who;
  std::optional<signer> by; ///< of a user that signs
};

result<passport> read_passport(const credential_source& from) {
  auto who = read_credential(from);
  if (!who)
    return who.error();
  passport out{std::move(*who), std::nullopt};
  if (out.who.key_pem.empty())
    return out;
  auto by = signer::from_pem(out.who.key_pem);
  if (!by)
    return by.error();
  out.by = std::move(*by);
  return out;
}

/// Once for all of them.
void warn_of_clear_text(const std::vector<net::endpoint>& where) {
  std::string names;
  for (const auto& one : where)
    if (!one.tls)
      names.append(names.empty() ? "" : " ").append(net::name_host(one));
  if (!names.empty())
    log::warn("Credentials travel in clear to APICs without TLS.", {{"apics", names}});
}

} // namespace

struct apic::impl : std::enable_shared_from_this<apic::impl> {
  impl(net::transport& carrier, apic_settings settings, std::vector<net::endpoint> where,
       net::tls_settings with)
    : io(carrier), how(std::move(settings)), trust(std::move(with)) {
    net::http_client_settings limits;
    limits.max_connections = std::max<std::size_t>(1, how.max_in_flight);
    limits.max_body_bytes = how.max_body_bytes;
    limits.connect = how.connect;
    for (auto& one : where)
      peers.push_back({one, std::make_unique<net::http_client>(io, one, trust, limits)});
    held = read_passport(how.credentials);
  }

  void fail(completion tell, fault why) {
    io.post(
      [self = shared_from_this(), tell = std::move(tell), why = std::move(why)] { tell(why); });
  }

  /// The Cookie header of a request; empty: none.
  result<std::string> cookies(const call& what, const std::string& token) {
    const std::lock_guard lock(guard);
    if (!how.credentials.signs())
      return token.empty() ? std::string{} : "APIC-cookie=" + token;
    if (!held)
      return held.error();
    return signed_cookies(*held->by, held->who.certificate_dn, what, token);
  }

  void exchange(std::size_t node, const call& what, const std::string& cookie,
                std::chrono::milliseconds deadline, completion tell) {
    net::http_request out{what.method, what.target, {{"Accept", "application/json"}}, what.body};
    if (!cookie.empty())
      out.fields.emplace_back("Cookie", cookie);
    if (!what.body.empty())
      out.fields.emplace_back("Content-Type", "application/json");
    peers[node % peers.size()].http->call(std::move(out), deadline,
                                          [named = call{what.method, what.target, {}},
                                           tell = std::move(tell)](result<net::http_response> got) {
                                            if (!got)
                                              return tell(translate(got.error(), named));
                                            tell(answer{got->status, std::move(got->body)});
                                          });
  }

  void look_later() {
    io.after(how.watch, [weak = weak_from_this()] {
      if (auto self = weak.lock()) {
        self->look();
        self->look_later();
      }
    });
  }

  void look() {
    if (can_be_read_again(how.ca_file))
      if (const auto pem = read_file(how.ca_file); pem && *pem != trust.ca_pem) {
        const std::lock_guard lock(guard);
        trust.ca_pem = *pem;
        for (const auto& one : peers)
          one.http->renew(trust);
      }
    const auto files = how.credentials.files();
    if (!std::all_of(files.begin(), files.end(), can_be_read_again))
      return;
    auto fresh = read_passport(how.credentials);
    std::function<void()> tell;
    {
      const std::lock_guard lock(guard);
      if (!fresh || (held && fresh->who == held->who))
        return;
      held = std::move(fresh);
      tell = told;
    }
    if (tell)
      tell();
  }

  struct peer {
    net::endpoint where;
    std::unique_ptr<net::http_client> http;
  };

  net::transport& io;
  const apic_settings how;
  std::mutex guard; ///< of what follows, up to `peers`
  net::tls_settings trust;
  result<passport> held = fault{};
  std::function<void()> told; ///< empty: nobody listens
  std::vector<peer> peers;
};

result<std::unique_ptr<apic>> apic::open(net::transport& io, apic_settings how) {
  std::vector<net::endpoint> where;
  for (const auto& text : how.addresses) {
    auto read = read_apic_address(text);
    if (!read)
      return read.error();
    where.push_back(std::move(*read));
  }
  if (where.empty())
    return fault{errc::refused, "no APIC is configured", "aci.apics", {}};
  net::tls_settings trust;
  trust.insecure = how.insecure;
  if (!how.ca_file.empty()) {
    auto pem = read_file(how.ca_file);
    if (!pem)
      return fault{errc::refused, pem.error().what, "aci.ca_file", {}};
    trust.ca_pem = std::move(*pem);
    if (const auto sound = net::tls_context::for_client(trust); !sound)
      return fault{errc::refused, sound.error().what, how.ca_file, {}};
  }
  warn_of_clear_text(where);
  auto inside = std::make_shared<impl>(io, std::move(how), std::move(where), std::move(trust));
  inside->look_later();
  return std::unique_ptr<apic>{new apic(std::move(inside))};
}

apic::apic(std::shared_ptr<impl> inside) : impl_(std::move(inside)) {}

apic::~apic() = default;

std::size_t apic::nodes() const {
  return impl_->peers.size();
}

std::string apic::name_of(std::size_t node) const {
  return net::name_host(impl_->peers[node % impl_->peers.size()].where);
}

bool apic::signs() const {
  return impl_->how.credentials.signs();
}

void apic::log_in(std::size_t node, std::chrono::milliseconds deadline, completion done) {
  result<passport> who = fault{};
  {
    const std::lock_guard lock(impl_->guard);
    who = impl_->held;
  }
  if (!who)
    return impl_->fail(std::move(done), who.error());
  const auto& with = who->who;
  impl_->exchange(node, aci::log_in(with.user, with.password, with.domain), {}, deadline,
                  std::move(done));
}

void apic::log_out(std::size_t node, std::string token, std::chrono::milliseconds deadline,
                   completion done) {
  std::string user;
  {
    const std::lock_guard lock(impl_->guard);
    user = impl_->held ? impl_->held->who.user : std::string{};
  }
  send(node, aci::log_out(user), std::move(token), deadline, std::move(done));
}

void apic::send(std::size_t node, call what, std::string token, std::chrono::milliseconds deadline,
                completion done) {
  auto cookie = impl_->cookies(what, token);
  if (!cookie)
    return impl_->fail(std::move(done), cookie.error());
  impl_->exchange(node, what, *cookie, deadline, std::move(done));
}

std::unique_ptr<event_socket> apic::listen(std::size_t node, std::string token,
                                           std::chrono::milliseconds deadline,
                                           socket_events events) {
  /// The web socket, which ends as this does.
  struct held_socket final : event_socket {
    std::unique_ptr<net::web_socket> inside;
  };
  net::http_request what{"GET", socket_target(token), {}, {}};
  // Without a credential the APIC declines, which is as true.
  if (const auto cookie = impl_->cookies({what.method, what.target, {}}, token))
    what.fields.emplace_back("Cookie", *cookie);
  net::web_socket_settings settings;
  settings.opening = deadline;
  settings.max_message_bytes = impl_->how.max_frame_bytes;
  settings.ping = impl_->how.ping;
  settings.missed_pongs = impl_->how.missed_pongs;
  net::tls_settings trust;
  {
    const std::lock_guard lock(impl_->guard);
    trust = impl_->trust;
  }
  auto out = std::make_unique<held_socket>();
  out->inside = net::open_web_socket(impl_->io, impl_->peers[node % impl_->peers.size()].where,
                                     trust, std::move(what), settings, carry_to(std::move(events)));
  return out;
}

void apic::on_new_credential(std::function<void()> told) {
  const std::lock_guard lock(impl_->guard);
  impl_->told = std::move(told);
}

} // namespace weft::aci
