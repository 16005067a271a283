#include "adapters/velocloud/in_process.hpp"

#include "protocol/velocloud/channels.hpp"

#include <utility>

namespace weft::velocloud {

namespace {

fault lost(std::string_view method, std::string what) {
  return {errc::unreachable, std::move(what), "vco " + std::string{method}, {}};
}

/// A call that waits for its answer. Whoever may still answer it holds a share.
struct pending {
  std::string method;
  std::function<void(result<json::value>)> done;
  std::function<void()> settled; ///< told once, whatever the outcome

  void settle(result<json::value> answer) {
    if (auto tell = std::exchange(done, nullptr))
      tell(std::move(answer));
    if (auto tell = std::exchange(settled, nullptr))
      tell();
  }

  ~pending() { settle(lost(method, "message was lost")); }
};

result<json::value> read_reply(const sim::reply& out, const std::string& method) {
  if (out.how != sim::reply::way::answer)
    return lost(method, "connection closed before a whole answer");
  return channels::read({out.what.status,
                         net::find(out.what.fields, "Content-Type"),
                         net::find(out.what.fields, "Retry-After"),
                         {}},
                        out.what.body, method);
}

} // namespace

struct in_process::impl : std::enable_shared_from_this<in_process::impl> {
  impl(sim::core& with, in_process_wiring wiring) : peer(with), around(std::move(wiring)) {}

  /// The request has arrived.
  void arrive(const net::http_request& what, const std::shared_ptr<pending>& waiting) {
    auto out = peer.receive(what, 0, around.now());
    auto finish = [&core = peer, ticket = out.ticket] { core.finished(ticket); };
    if (!waiting->done)
      return finish();
    waiting->settled = finish;
    if (out.how == sim::reply::way::hang)
      return;
    const auto latency = out.latency;
    auto leave = [self = shared_from_this(), out = std::move(out), waiting] {
      self->around.post([out, waiting] { waiting->settle(read_reply(out, waiting->method)); });
    };
    if (around.after && latency.count() > 0)
      around.after(latency, leave);
    else
      leave();
  }

  sim::core& peer;
  in_process_wiring around;
  std::function<void()> told;
};

in_process::in_process(sim::core& peer, in_process_wiring around)
  : impl_(std::make_shared<impl>(peer, std::move(around))) {}

in_process::~in_process() = default;

void in_process::call(std::string method, json::value params, std::chrono::milliseconds deadline,
                      std::function<void(result<json::value>)> done) {
  auto& around = impl_->around;
  if (around.enterprise && !params.find("enterpriseId"))
    params.set("enterpriseId", *around.enterprise);
  net::http_request what;
  what.method = "POST";
  what.target = "/portal/rest/" + method;
  what.fields = {{"Authorization", "Token " + around.token},
                 {"Content-Type", "application/json"},
                 {"Accept", "application/json"},
                 {"User-Agent", around.agent}};
  what.body = json::write(params);
  auto waiting = std::make_shared<pending>();
  waiting->method = std::move(method);
  waiting->done = std::move(done);
  if (around.after)
    around.after(deadline, [waiting] {
      waiting->settle(lost(waiting->method, "no answer within the deadline"));
    });
  around.post([self = impl_, what = std::move(what), waiting] { self->arrive(what, waiting); });
}

void in_process::on_new_credential(std::function<void()> told) {
  impl_->told = std::move(told);
}

void in_process::change_token(std::string token) {
  impl_->around.token = std::move(token);
  if (impl_->told)
    impl_->around.post(impl_->told);
}

} // namespace weft::velocloud
