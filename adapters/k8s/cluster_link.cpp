#include "adapters/k8s/cluster_link.hpp"

#include "adapters/k8s/headers.hpp"
#include "adapters/k8s/tls_files.hpp"
#include "adapters/log/log.hpp"
#include "adapters/net/message.hpp"
#include "adapters/net/tls.hpp"

namespace weft::k8s {

namespace {

constexpr std::size_t max_warnings_told = 256;
constexpr int unauthorized = 401;

constexpr std::size_t pools = 2; ///< of calls, and of what goes apart

net::http_client_settings told_to(const link_meter& meter, net::http_client_settings how) {
  how.on_resolved = meter.resolution();
  return how;
}

net::http_client_settings single(net::http_client_settings how) {
  how.max_connections = 1;
  return how;
}

} // namespace

cluster_link::cluster_link(net::transport& carrier, cluster_access access, client_settings how,
                           net::tls_settings trust)
  : io(carrier), settings(std::move(how)), access_(std::move(access)),
    meter_(settings.numbers, net::name_host(access_.server)),
    source_(make_credentials(io, access_, settings.credentials, settings.numbers)), files_(trust),
    current_(trust), http_(std::make_unique<net::http_client>(io, access_.server, trust,
                                                              told_to(meter_, settings.http))),
    apart_(std::make_unique<net::http_client>(io, access_.server, std::move(trust),
                                              single(told_to(meter_, settings.http)))) {
  meter_.keep(pools);
}

std::string cluster_link::host() const {
  return net::name_host(access_.server);
}

void cluster_link::watch_files() {
  io.after(settings.reload, [weak = weak_from_this()] {
    if (auto self = weak.lock()) {
      self->reload();
      self->watch_files();
    }
  });
}

void cluster_link::close() {
  callbacks.close();
  std::unique_lock lock{mutex_};
  // Outside the lock: the last callback under way may be waiting for it.
  const auto forgotten = std::pair{std::move(http_), std::move(apart_)};
  lock.unlock();
  meter_.keep(0);
}

void cluster_link::authorize(std::function<void(result<admission>)> done) {
  source_->fetch([weak = weak_from_this(), done = std::move(done)](result<credential> held) {
    const auto self = weak.lock();
    if (!self)
      return;
    if (!held)
      return done(std::move(held.error()));
    const auto certificates = self->adopt(*held);
    done(admission{std::move(*held), certificates});
  });
}

void cluster_link::renew_after(const admission& refused, const request& what,
                               const result<net::http_response>& answer) {
  if (answer)
    meter_.count_refusal(what.method, answer->status);
  source_->reject(refused.as);
  reload();
}

void cluster_link::reload() {
  auto fresh = read_tls(access_);
  std::lock_guard lock{mutex_};
  if (!fresh) {
    meter_.count(link_meter::reload::unreadable);
    return log::warn("A certificate file cannot be read; the last is kept.",
                     {{"why", to_string(fresh.error())}});
  }
  if (*fresh == files_)
    return meter_.count(link_meter::reload::unchanged);
  auto trust = *fresh;
  if (access_.certificate.empty()) {
    trust.certificate_pem = current_.certificate_pem;
    trust.key_pem = current_.key_pem;
  }
  const bool good = use(std::move(trust));
  meter_.count(good ? link_meter::reload::updated : link_meter::reload::unusable);
  if (good)
    files_ = std::move(*fresh);
}

/// @returns the certificates now in use.
std::uint64_t cluster_link::adopt(const credential& held) {
  std::lock_guard lock{mutex_};
  auto trust = current_;
  if (!held.certificate_pem.empty()) {
    trust.certificate_pem = held.certificate_pem;
    trust.key_pem = held.key_pem;
  }
  if (trust != current_)
    use(std::move(trust));
  return certificates_;
}

/// Half a file during its replacement must not cost the connections that work.
bool cluster_link::use(net::tls_settings trust) {
  if (const auto sound = net::tls_context::for_client(trust); !sound) {
    log::warn("Certificates cannot be used; the last are kept.",
              {{"why", to_string(sound.error())}});
    return false;
  }
  if (http_) {
    http_->renew(trust);
    apart_->renew(trust);
  }
  current_ = std::move(trust);
  ++certificates_;
  return true;
}

void cluster_link::call(const request& what, const credential& as,
                        std::chrono::milliseconds deadline,
                        std::function<void(result<net::http_response>)> done) {
  std::lock_guard lock{mutex_};
  if (const auto& by = what.apart ? apart_ : http_)
    by->call(to_http(what, access_, as, settings.user_agent), deadline, std::move(done));
}

std::unique_ptr<net::http_stream> cluster_link::open(const request& what, const credential& as,
                                                     std::chrono::milliseconds idle_limit,
                                                     net::http_stream_events events) {
  std::lock_guard lock{mutex_};
  return http_ ? http_->open(to_http(what, access_, as, settings.user_agent), idle_limit,
                             std::move(events))
               : nullptr;
}

response cluster_link::read(const request& what, net::http_response answer) {
  auto read = from_http(std::move(answer));
  std::lock_guard lock{mutex_};
  for (const auto& text : read.warnings)
    if (told_.size() < max_warnings_told && told_.insert(text).second)
      log::warn("The API server warns.", {{"warning", text}, {"request", name_exchange(what)}});
  return read;
}

std::string name_exchange(const request& what) {
  return "k8s " + what.method + " " + what.target.substr(0, what.target.find('?'));
}

fault named(fault why, const request& what) {
  why.where = name_exchange(what);
  return why;
}

bool is_refusal(const result<net::http_response>& answer) {
  return answer ? answer->status == unauthorized : answer.error().code == errc::refused;
}

} // namespace weft::k8s
