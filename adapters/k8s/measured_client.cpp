#include "adapters/k8s/measured_client.hpp"

#include "adapters/metrics/client_names.hpp"

#include <atomic>
#include <string>
#include <utility>

namespace weft::k8s {

namespace {

using namespace metrics::names;
using clock = std::function<std::chrono::steady_clock::time_point()>;

/// One exchange from its request on. Counts once.
class measurement {
public:
  measurement(metrics::registry& numbers, clock now, std::string method, std::string host)
    : numbers_(numbers), now_(std::move(now)), method_(std::move(method)), host_(std::move(host)),
      began_(now_()) {}

  void asked(std::size_t bytes) {
    numbers_.histogram(rest_client_request_size_bytes, {method_, host_})
      .observe(static_cast<double>(bytes));
  }

  void answered(const response& with) {
    if (count(std::to_string(with.status)))
      numbers_.histogram(rest_client_response_size_bytes, {method_, host_})
        .observe(static_cast<double>(with.body.size()));
  }

  void opened(const response& head) { count(std::to_string(head.status)); }
  void failed() { count("<error>"); }

private:
  bool count(const std::string& code) {
    if (counted_.exchange(true))
      return false;
    numbers_.counter(rest_client_requests_total, {code, method_, host_}).add();
    const std::chrono::duration<double> took = now_() - began_;
    numbers_.histogram(rest_client_request_duration_seconds, {method_, host_})
      .observe(took.count());
    return true;
  }

  metrics::registry& numbers_;
  const clock now_;
  const std::string method_;
  const std::string host_;
  const std::chrono::steady_clock::time_point began_;
  std::atomic<bool> counted_ = false;
};

class measured_client : public client {
public:
  measured_client(std::shared_ptr<client> inside, metrics::registry& numbers, clock now)
    : inside_(std::move(inside)), numbers_(numbers), now_(std::move(now)) {}

  std::string host() const override { return inside_->host(); }

  void call(request what, std::function<void(result<response>)> done) override {
    auto one = begin(what);
    inside_->call(std::move(what), [one, done = std::move(done)](result<response> got) {
      got ? one->answered(*got) : one->failed();
      done(std::move(got));
    });
  }

  std::unique_ptr<stream> watch(request what, std::chrono::milliseconds idle_limit,
                                stream_events events) override {
    auto one = begin(what);
    events.on_open = [one, tell = std::move(events.on_open)](response head) {
      one->opened(head);
      tell(std::move(head));
    };
    events.on_end = [one, tell = std::move(events.on_end)](result<void> how) {
      one->failed(); // unless it has been opened
      tell(std::move(how));
    };
    return inside_->watch(std::move(what), idle_limit, std::move(events));
  }

private:
  std::shared_ptr<measurement> begin(const request& what) const {
    auto one = std::make_shared<measurement>(numbers_, now_, what.method, host());
    one->asked(what.body.size());
    return one;
  }

  const std::shared_ptr<client> inside_;
  metrics::registry& numbers_;
  const clock now_;
};

} // namespace

std::shared_ptr<client> measured(std::shared_ptr<client> inside, metrics::registry& numbers,
                                 std::function<std::chrono::steady_clock::time_point()> clock) {
  return std::make_shared<measured_client>(std::move(inside), numbers, std::move(clock));
}

} // namespace weft::k8s
