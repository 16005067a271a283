#include "adapters/k8s/exec_source.hpp"

#include "adapters/k8s/exec_credential.hpp"

#include <chrono>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace weft::k8s {

namespace {

using namespace metrics::names;
using waiter = std::function<void(result<credential>)>;

constexpr std::chrono::seconds margin{10}; ///< before its end a credential may lapse on the way
constexpr std::chrono::seconds failure_holds{5}; ///< so that not each request runs the plugin
constexpr int early = 5; ///< the last part of a life, in which it is renewed

class exec_source : public credential_source, public std::enable_shared_from_this<exec_source> {
public:
  using clock = std::function<std::chrono::system_clock::time_point()>;

  exec_source(exec_plugin plugin, plugin_runner run, metrics::registry* numbers, clock wall)
    : plugin_(std::move(plugin)), run_(std::move(run)), wall_(std::move(wall)) {
    if (numbers) {
      left_ = numbers->gauge(rest_client_exec_plugin_ttl_seconds);
      rotation_ = numbers->histogram(rest_client_exec_plugin_certificate_rotation_age);
    }
    measure_life(now());
  }

  void fetch(waiter done) override {
    std::unique_lock lock{mutex_};
    const auto time = now();
    const bool failed_just_now = failure_ && time < failed_at_ + failure_holds;
    const bool lives = held_ && (!held_->expires || time + margin < *held_->expires);
    const bool runs = !running_ && !failed_just_now && (!lives || is_old(time));
    running_ = running_ || runs;
    result<credential> answer = lives ? result<credential>{held_->held} : credential{};
    if (!lives && failed_just_now && !running_)
      answer = *failure_;
    else if (!lives)
      waiting_.push_back(std::exchange(done, nullptr));
    measure_life(time);
    lock.unlock();
    if (done)
      done(std::move(answer));
    if (runs)
      run_(plugin_, [self = shared_from_this()](result<std::string> output) {
        self->settle(output ? read_exec_credential(self->plugin_, *output)
                            : result<exec_credential>{output.error()});
      });
  }

  void reject(const credential& what) override {
    std::lock_guard lock{mutex_};
    if (held_ && held_->held == what)
      held_.reset();
  }

private:
  /// In whole seconds: the nanoseconds of a clock reach no further than the year 2262.
  timestamp now() const { return std::chrono::floor<std::chrono::seconds>(wall_()); }

  bool is_old(timestamp time) const {
    return held_->expires && time > *held_->expires - (*held_->expires - held_since_) / early;
  }

  void measure_life(timestamp time) const {
    const bool ends = held_ && held_->expires;
    left_.set(ends ? std::chrono::duration<double>(*held_->expires - time).count()
                   : std::numeric_limits<double>::infinity());
  }

  void keep(const exec_credential& fresh) {
    const auto time = now();
    const auto& pem = fresh.held.certificate_pem;
    if (pem != last_certificate_) {
      if (!last_certificate_.empty())
        rotation_.observe(std::chrono::duration<double>(time - last_certified_).count());
      last_certificate_ = pem;
      last_certified_ = time;
    }
    held_ = fresh;
    held_since_ = time;
    measure_life(time);
  }

  void settle(result<exec_credential> fresh) {
    std::unique_lock lock{mutex_};
    running_ = false;
    failure_.reset();
    if (fresh) {
      keep(*fresh);
    } else {
      failure_ = fresh.error();
      failed_at_ = now();
    }
    const auto answered = std::exchange(waiting_, {});
    lock.unlock();
    const auto answer = fresh ? result<credential>{fresh->held} : result<credential>{fresh.error()};
    for (const auto& done : answered)
      done(answer);
  }

  const exec_plugin plugin_;
  const plugin_runner run_;
  const clock wall_;
  std::mutex mutex_;
  bool running_ = false;
  std::optional<exec_credential> held_;
  timestamp held_since_;
  std::optional<fault> failure_; ///< of the last run
  timestamp failed_at_;
  std::vector<waiter> waiting_;
  std::string last_certificate_;
  timestamp last_certified_;
  metrics::gauge left_;
  metrics::histogram rotation_;
};

} // namespace

std::shared_ptr<credential_source>
make_exec_source(exec_plugin plugin, plugin_runner run, metrics::registry* numbers,
                 std::function<std::chrono::system_clock::time_point()> wall) {
  return std::make_shared<exec_source>(std::move(plugin), std::move(run), numbers, std::move(wall));
}

} // namespace weft::k8s
