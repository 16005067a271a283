#include "adapters/k8s/simulator/server.hpp"

#include "protocol/base64.hpp"

#include <map>
#include <mutex>
#include <utility>

namespace weft::k8s {

namespace {

using namespace server;

timestamp wall_clock() {
  return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
}

call to_call(const net::http_exchange& from) {
  const auto& asked = from.asked();
  constexpr std::string_view bearer = "Bearer ";
  call out;
  const auto mark = asked.target.find('?');
  out.method = asked.method;
  out.path = asked.target.substr(0, mark);
  out.query = mark == asked.target.npos ? "" : asked.target.substr(mark + 1);
  out.accept = net::find(asked.fields, "Accept");
  out.content_type = net::find(asked.fields, "Content-Type");
  out.user_agent = net::find(asked.fields, "User-Agent");
  out.body = asked.body;
  const auto credential = net::find(asked.fields, "Authorization");
  if (credential.starts_with(bearer))
    out.token = credential.substr(bearer.size());
  out.user = from.peer_name();
  return out;
}

net::http_response head_of(const answer& from) {
  net::http_response out;
  out.status = from.status;
  out.fields = from.headers;
  out.fields.emplace_back("Content-Type", from.content_type);
  return out;
}

} // namespace

struct simulator::impl : std::enable_shared_from_this<impl> {
  impl(net::transport& on, simulator_settings settings)
    : io(on), split_bytes(settings.split_bytes),
      core(std::move(settings.core), wall_clock(),
           [this](watch_id which, watch_event what, const std::string& text) {
             on_event(which, what, text);
           }) {}

  void receive(const std::shared_ptr<net::http_exchange>& from) {
    const std::scoped_lock locked{alone};
    auto got = core.handle(to_call(*from), wall_clock());
    switch (got.how) {
    case manner::drop:
      return from->reset();
    case manner::stall:
      stalled.push_back(from);
      return;
    case manner::raw:
      return from->answer_raw(std::move(got.body));
    case manner::proper:
      break;
    }
    auto head = head_of(got);
    if (!got.watch) {
      head.body = std::move(got.body);
      return from->answer(std::move(head));
    }
    from->begin(std::move(head));
    streams.emplace(*got.watch, from);
    for (const auto& line : got.lines)
      send(*from, line + "\n");
    from->on_gone([self = weak_from_this(), id = *got.watch] {
      if (const auto it = self.lock())
        it->io.post([self, id] {
          if (const auto again = self.lock())
            again->forget(id);
        });
    });
  }

  void forget(watch_id which) {
    const std::scoped_lock locked{alone};
    core.cancel(which);
    streams.erase(which);
  }

  /// A client that does not read for so long that its buffer is full is cut off, as by a real
  /// server.
  void send(net::http_exchange& to, const std::string& bytes) {
    const auto size = split_bytes == 0 ? bytes.size() : split_bytes;
    for (std::size_t at = 0; at < bytes.size(); at += size)
      if (!to.send(bytes.substr(at, size)))
        return to.reset();
  }

  void on_event(watch_id which, watch_event what, const std::string& text) {
    const auto i = streams.find(which);
    if (i == streams.end())
      return;
    const auto to = i->second;
    if (what == watch_event::line || what == watch_event::raw)
      return send(*to, what == watch_event::line ? text + "\n" : text);
    streams.erase(i);
    if (what == watch_event::end)
      to->end();
    else
      to->reset();
  }

  void tick() {
    {
      const std::scoped_lock locked{alone};
      core.tick(wall_clock());
    }
    constexpr std::chrono::milliseconds every{200};
    io.after(every, [self = weak_from_this()] {
      if (const auto it = self.lock())
        it->tick();
    });
  }

  net::transport& io;
  std::mutex alone; ///< the core is not thread-safe
  std::size_t split_bytes;
  std::map<watch_id, std::shared_ptr<net::http_exchange>> streams;
  std::vector<std::shared_ptr<net::http_exchange>> stalled;
  api_core core;
  std::unique_ptr<net::http_server> door;
};

simulator::simulator(net::transport& io, simulator_settings how)
  : impl_(std::make_shared<impl>(io, how)) {
  impl_->door = std::make_unique<net::http_server>(
    io, how.where, [self = std::weak_ptr{impl_}](std::shared_ptr<net::http_exchange> from) {
      if (const auto it = self.lock())
        it->receive(from);
    });
  impl_->tick();
}

simulator::~simulator() {
  impl_->door.reset();
  const std::scoped_lock locked{impl_->alone};
  impl_->streams.clear();
  impl_->stalled.clear();
}

std::uint16_t simulator::port() const {
  return impl_->door->port();
}

void simulator::with_core(const std::function<void(server::api_core&)>& what) {
  const std::scoped_lock locked{impl_->alone};
  what(impl_->core);
}

void simulator::split(std::size_t bytes) {
  const std::scoped_lock locked{impl_->alone};
  impl_->split_bytes = bytes;
}

std::string make_kubeconfig(std::uint16_t port, const std::string& ca_pem,
                            const std::string& token) {
  const auto address
    = (ca_pem.empty() ? "http" : "https") + std::string{"://127.0.0.1:"} + std::to_string(port);
  json::value cluster = json::value::of({{"server", address}});
  if (!ca_pem.empty())
    cluster.set("certificate-authority-data", encode_base64(ca_pem));
  json::value user{json::object{}};
  if (!token.empty())
    user.set("token", token);
  auto named = [](const char* kind, json::value what) {
    return json::value::list(
      {json::value::of({{"name", "weft-simulator"}, {kind, std::move(what)}})});
  };
  return json::write_pretty(
    json::value::of({{"apiVersion", "v1"},
                     {"kind", "Config"},
                     {"clusters", named("cluster", std::move(cluster))},
                     {"users", named("user", std::move(user))},
                     {"contexts", named("context", json::value::of({{"cluster", "weft-simulator"},
                                                                    {"user", "weft-simulator"}}))},
                     {"current-context", "weft-simulator"}}));
}

} // namespace weft::k8s
