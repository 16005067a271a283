#include "adapters/status/server.hpp"

#include "adapters/log/log.hpp"
#include "adapters/status/dumps.hpp"
#include "adapters/status/gauges.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace weft::status {

using namespace std::chrono_literals;

namespace {

constexpr auto longest_silence = 10s;
constexpr std::size_t max_body_bytes = 4096;

constexpr std::string_view probe_text = R"(weft

GET  /metrics         for Prometheus
GET  /healthz         whether this process makes progress (also /livez)
GET  /readyz          whether every domain has seen Kubernetes and can work; /readyz/DOMAIN for one
)";
constexpr std::string_view inner_text
  = R"(GET  /state           every actor: state, errors, timers, mailbox; filters: domain, kind,
                      namespace, name, actor, unhealthy=1, summary=1
PUT  /debug/level     body: error, warn, info or debug
)";

/// Whom a request has reached.
enum class side : std::uint8_t { inner, probe };

std::string index_of(side where) {
  return std::string{probe_text} + std::string{where == side::inner ? inner_text : ""};
}

net::http_response text(int status, std::string body) {
  return {status,
          {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          std::move(body)};
}

std::optional<log::level> read_level(std::string_view word) {
  using level_word = std::pair<std::string_view, log::level>;
  constexpr std::array words{
    level_word{"error", log::level::error}, level_word{"warn", log::level::warn},
    level_word{"info", log::level::info}, level_word{"debug", log::level::debug}};
  while (!word.empty() && (word.back() == '\n' || word.back() == '\r' || word.back() == ' '))
    word.remove_suffix(1);
  for (const auto& [name, level] : words)
    if (word == name)
      return level;
  return std::nullopt;
}

} // namespace

struct server::impl {
  using exchange = std::shared_ptr<net::http_exchange>;

  /// One endpoint.
  struct route {
    std::string_view path;
    std::string_view method;
    void (impl::*answer)(const exchange& asker, std::string_view rest);
    side where = side::probe; ///< `inner`: not for the probe address
    bool deeper = false;      ///< what follows the path and a slash is `rest`
  };

  static constexpr std::size_t route_count = 6;
  static const std::array<route, route_count>& routes() {
    static constexpr std::array<route, route_count> all{
      {{"/state", "GET", &impl::show_state, side::inner},
       {"/metrics", "GET", &impl::show_metrics},
       {"/healthz", "GET", &impl::show_health},
       {"/livez", "GET", &impl::show_health},
       {"/readyz", "GET", &impl::show_readiness, side::probe, true},
       {"/debug/level", "PUT", &impl::change_level, side::inner}}};
    return all;
  }

  void accept(const exchange& asker, side where) {
    std::string_view target = asker->asked().target;
    const auto path = target.substr(0, target.find('?'));
    if (path == "/" && asker->asked().method == "GET")
      return asker->answer(text(200, index_of(where)));
    for (const auto& one : routes()) {
      if (one.where == side::inner && where == side::probe)
        continue;
      const bool below = one.deeper && path.starts_with(one.path) && path.size() > one.path.size()
                         && path[one.path.size()] == '/';
      if (path != one.path && !below)
        continue;
      if (asker->asked().method == one.method)
        return (this->*one.answer)(asker, below ? path.substr(one.path.size() + 1) : "");
      auto refusal = text(405, "use " + std::string{one.method} + "\n");
      refusal.fields.emplace_back("Allow", one.method);
      return asker->answer(std::move(refusal));
    }
    asker->answer(text(404, "not here; this is:\n\n" + index_of(where)));
  }

  void show_state(const exchange& asker, std::string_view) {
    const auto& target = asker->asked().target;
    const auto mark = std::min(target.find('?'), target.size());
    const auto which
      = read_filter(std::string_view{target}.substr(std::min(mark + 1, target.size())));
    if (!which)
      return asker->answer(text(400, which.error().what + "\n"));
    open_dumps->open(asker, *which);
  }

  void show_metrics(const exchange& asker, std::string_view) {
    {
      const std::lock_guard lock{guard};
      if (const auto now = wiring.signs->latest(); now && now != counted) {
        set_gauges(*wiring.numbers, *now, counted ? *counted : vitals{});
        counted = now;
      }
    }
    asker->answer({200,
                   {{"Content-Type", std::string{metrics::registry::media_type}}},
                   wiring.numbers->exposition()});
  }

  void show_health(const exchange& asker, std::string_view) {
    const auto silence = wiring.signs->silence();
    const bool alive = silence <= longest_silence;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(silence).count();
    asker->answer(text(alive ? 200 : 503, write_checks({{"actors", alive,
                                                         "no answer from the root for "
                                                           + std::to_string(seconds) + " s"}})));
  }

  void show_readiness(const exchange& asker, std::string_view domain) {
    if (!domain.empty() && !wiring.domains.contains(std::string{domain})) {
      std::string known;
      for (const auto& [name, kinds] : wiring.domains)
        known += " " + name;
      return asker->answer(text(404, "no such domain; there is:" + known + "\n"));
    }
    const auto now = wiring.signs->latest();
    std::vector<check> all;
    if (!now)
      all.push_back({"actors", false, "starting"});
    else
      for (const auto& [name, kinds] : wiring.domains)
        if (domain.empty() || domain == name) {
          auto its = check_domain(*now, name, kinds);
          std::move(its.begin(), its.end(), std::back_inserter(all));
        }
    const bool ready
      = std::all_of(all.begin(), all.end(), [](const check& one) { return one.passed; });
    asker->answer(text(ready ? 200 : 503, write_checks(all)));
  }

  void change_level(const exchange& asker, std::string_view) {
    const auto level = read_level(asker->asked().body);
    if (!level)
      return asker->answer(text(400, "one of error, warn, info, debug\n"));
    log::show(*level);
    log::info("Log level changed.", {{"to", asker->asked().body}});
    asker->answer(text(200, "ok\n"));
  }

  server_wiring wiring;
  std::shared_ptr<dumps> open_dumps = std::make_shared<dumps>();
  std::mutex guard;
  snapshot<vitals> counted; ///< what the gauges show
};

server::server(net::transport& io, const server_settings& where, server_wiring with)
  : impl_(std::make_shared<impl>()) {
  impl_->wiring = std::move(with);
  const auto listen = [&](const std::string& address, std::uint16_t port, side which) {
    net::http_server_settings listening;
    listening.address = address;
    listening.port = port;
    listening.max_body_bytes = max_body_bytes;
    return std::make_unique<net::http_server>(
      io, listening, [shared = impl_, which](auto asker) { shared->accept(asker, which); });
  };
  listener_ = listen(where.address, where.port, side::inner);
  if (!where.probe_address.empty())
    probes_ = listen(where.probe_address, where.probe_port, side::probe);
}

server::~server() {
  impl_->open_dumps->connect({});
}

std::uint16_t server::port() const {
  return listener_->port();
}

std::uint16_t server::probe_port() const {
  return probes_ ? probes_->port() : 0;
}

void server::connect(state_source to) {
  impl_->open_dumps->connect(std::move(to));
}

std::function<void(std::uint64_t, std::string, bool)> server::sink() const {
  return [to = std::weak_ptr<dumps>{impl_->open_dumps}](std::uint64_t ticket, std::string piece,
                                                        bool last) {
    if (const auto alive = to.lock())
      alive->deliver(ticket, std::move(piece), last);
  };
}

} // namespace weft::status
