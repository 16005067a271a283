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

/// A credential this close to its end may lapse on the way.
constexpr std::chrono::seconds margin{10};

class exec_source : public credential_source, public std::enable_shared_from_this<exec_source> {
public:
  exec_source(exec_plugin plugin, plugin_runner run)
    : plugin_(std::move(plugin)), run_(std::move(run)) {}

  void fetch(waiter done) override {
    std::unique_lock lock{mutex_};
    if (is_fresh()) {
      const auto held = held_->held;
      lock.unlock();
      return done(held);
    }
    waiting_.push_back(std::move(done));
    if (waiting_.size() > 1)
      return;
    lock.unlock();
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
  bool is_fresh() const {
    return held_
           && (!held_->expires || std::chrono::system_clock::now() + margin < *held_->expires);
  }

  void settle(result<exec_credential> fresh) {
    std::unique_lock lock{mutex_};
    held_ = fresh ? std::optional{*fresh} : std::nullopt;
    const auto answered = std::exchange(waiting_, {});
    lock.unlock();
    const auto answer = fresh ? result<credential>{fresh->held} : result<credential>{fresh.error()};
    for (const auto& done : answered)
      done(answer);
  }

  const exec_plugin plugin_;
  const plugin_runner run_;
  std::mutex mutex_;
  std::optional<exec_credential> held_;
  std::vector<waiter> waiting_;
};

} // namespace

std::shared_ptr<credential_source> make_exec_source(exec_plugin plugin, plugin_runner run) {
  return std::make_shared<exec_source>(std::move(plugin), std::move(run));
}

} // namespace weft::k8s
