#include "adapters/avi/controller.hpp"

#include "adapters/avi/controller_address.hpp"
#include "adapters/files.hpp"
#include "adapters/log/log.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/message.hpp"
#include "adapters/net/tls.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <utility>

namespace weft::avi {

namespace {

using std::chrono::milliseconds;

/// A pipe can be read but once.
bool can_be_read_again(const std::string& path) {
  std::error_code none;
  return std::filesystem::is_regular_file(path, none);
}

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(
    std::chrono::steady_clock::now().time_since_epoch());
}

/// Once for all of them.
void warn_of(std::string_view sentence, const std::vector<net::endpoint>& where) {
  std::string names;
  for (const auto& one : where)
    names.append(names.empty() ? "" : " ").append(net::name_host(one));
  log::warn(sentence, {{"controller", names}});
}

result<net::tls_settings> read_trust(const reach_settings& how) {
  net::tls_settings out;
  out.insecure = how.insecure || how.ca_file.empty();
  if (how.ca_file.empty())
    return out;
  const auto text = read_file(how.ca_file);
  if (!text)
    return fault{errc::refused, text.error().what, "avi.ca_file", {}};
  auto pem = read_ca(*text);
  if (!pem)
    return pem.error();
  out.ca_pem = *std::move(pem);
  if (const auto sound = net::tls_context::for_client(out); !sound)
    return fault{errc::refused, sound.error().what, how.ca_file, {}};
  return out;
}

} // namespace

struct controller::impl : std::enable_shared_from_this<controller::impl> {
  impl(net::transport& carrier, reach_settings settings, const std::vector<net::endpoint>& where,
       net::tls_settings with)
    : io(carrier), how(std::move(settings)), trust(std::move(with)) {
    net::http_client_settings limits;
    limits.max_connections = std::max<std::size_t>(1, how.max_in_flight);
    limits.max_body_bytes = how.max_body_bytes;
    limits.connect = how.connect;
    for (const auto& one : where)
      peers.push_back(std::make_unique<net::http_client>(io, one, trust, limits));
    held = read_credential(how.credentials);
  }

  /// The pool asks through it as long as it is there.
  void start(const std::vector<net::endpoint>& where) {
    carriage by;
    by.exchange = [weak = weak_from_this()](std::size_t node, net::http_request what,
                                            milliseconds deadline, carriage::received done) {
      if (const auto self = weak.lock())
        self->peers[node]->call(std::move(what), deadline, std::move(done));
    };
    by.after = [&carrier = io](milliseconds delay, std::function<void()> work) {
      if (delay.count() <= 0)
        carrier.post(std::move(work));
      else
        carrier.after(delay, std::move(work));
    };
    by.now = steady_now;
    for (const auto& one : where)
      by.origins.push_back(origin_of(one));
    pool = std::make_shared<session_pool>(
      std::move(by), how.sessions, [from = how.credentials] { return read_credential(from); });
    look_later();
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
      if (auto fresh = read_trust(how); fresh && !(*fresh == trust)) {
        trust = *std::move(fresh);
        for (const auto& one : peers)
          one->renew(trust);
      }
    const auto files = how.credentials.files();
    if (!std::all_of(files.begin(), files.end(), can_be_read_again))
      return;
    auto fresh = read_credential(how.credentials);
    if (!fresh || (held && *fresh == *held))
      return;
    held = std::move(fresh);
    pool->renew();
    std::function<void()> tell;
    {
      const std::lock_guard lock(guard);
      tell = told;
    }
    if (tell)
      tell();
  }

  net::transport& io;
  const reach_settings how;
  net::tls_settings trust; ///< of look() alone, as is `held`
  result<credential> held = fault{};
  std::mutex guard;           ///< of `told`
  std::function<void()> told; ///< empty: nobody listens
  std::vector<std::unique_ptr<net::http_client>> peers;
  std::shared_ptr<session_pool> pool;
};

result<std::unique_ptr<controller>> controller::open(net::transport& io, reach_settings how) {
  std::vector<net::endpoint> where;
  for (const auto& text : how.addresses) {
    auto read = read_controller_address(text);
    if (!read)
      return read.error();
    where.push_back(std::move(*read));
  }
  if (where.empty())
    return fault{errc::refused, "no controller is configured", "avi.controllers", {}};
  auto trust = read_trust(how);
  if (!trust)
    return trust.error();
  const bool clear
    = std::any_of(where.begin(), where.end(), [](const auto& one) { return !one.tls; });
  if (clear)
    warn_of("Credentials travel in clear to a controller without TLS.", where);
  else if (trust->insecure)
    warn_of("The certificate of the controller is not verified: credentials may go to anybody.",
            where);
  auto inside = std::make_shared<impl>(io, std::move(how), where, *std::move(trust));
  inside->start(where);
  return std::unique_ptr<controller>{new controller(std::move(inside))};
}

controller::controller(std::shared_ptr<impl> inside) : impl_(std::move(inside)) {}

controller::~controller() = default;

void controller::send(wire::call what, milliseconds deadline, completion done) {
  impl_->pool->send(std::move(what), deadline, std::move(done));
}

void controller::list(wire::call first, milliseconds deadline, listing done) {
  impl_->pool->list(std::move(first), deadline, std::move(done));
}

void controller::leave(milliseconds deadline, std::function<void()> done) {
  impl_->pool->leave(deadline, std::move(done));
}

controller_words controller::words() const {
  return impl_->pool->words();
}

void controller::on_new_credential(std::function<void()> told) {
  const std::lock_guard lock(impl_->guard);
  impl_->told = std::move(told);
}

} // namespace weft::avi
