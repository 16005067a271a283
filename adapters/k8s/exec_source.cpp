#include "adapters/k8s/exec_source.hpp"

#include "adapters/k8s/exec_credential.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace weft::k8s {

namespace {

using waiter = std::function<void(result<credential>)>;

constexpr std::chrono::seconds margin{10}; ///< before its end a credential may lapse on the way
constexpr std::chrono::seconds failure_holds{5}; ///< so that not each request runs the plugin
constexpr int early = 5; ///< the last part of a life, in which it is renewed

class exec_source : public credential_source, public std::enable_shared_from_this<exec_source> {
public:
  using clock = std::function<std::chrono::system_clock::time_point()>;

  exec_source(exec_plugin plugin, plugin_runner run, clock wall)
    : plugin_(std::move(plugin)), run_(std::move(run)), wall_(std::move(wall)) {}

  void fetch(waiter done) override {
    std::unique_lock lock{mutex_};
    const auto time = wall_();
    const bool failed_just_now = failure_ && time < failed_at_ + failure_holds;
    const bool lives = held_ && (!held_->expires || time + margin < *held_->expires);
    const bool runs = !running_ && !failed_just_now && (!lives || is_old(time));
    running_ = running_ || runs;
    result<credential> answer = lives ? result<credential>{held_->held} : credential{};
    if (!lives && failed_just_now && !running_)
      answer = *failure_;
    else if (!lives)
      waiting_.push_back(std::exchange(done, nullptr));
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
  bool is_old(std::chrono::system_clock::time_point time) const {
    return held_->expires && time > *held_->expires - (*held_->expires - held_since_) / early;
  }

  void settle(result<exec_credential> fresh) {
    std::unique_lock lock{mutex_};
    running_ = false;
    failure_.reset();
    if (fresh) {
      held_ = *fresh;
      held_since_ = wall_();
    } else {
      failure_ = fresh.error();
      failed_at_ = wall_();
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
  std::chrono::system_clock::time_point held_since_;
  std::optional<fault> failure_; ///< of the last run
  std::chrono::system_clock::time_point failed_at_;
  std::vector<waiter> waiting_;
};

} // namespace

std::shared_ptr<credential_source>
make_exec_source(exec_plugin plugin, plugin_runner run,
                 std::function<std::chrono::system_clock::time_point()> wall) {
  return std::make_shared<exec_source>(std::move(plugin), std::move(run), std::move(wall));
}

} // namespace weft::k8s
