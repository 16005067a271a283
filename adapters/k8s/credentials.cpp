#include "adapters/k8s/credentials.hpp"

#include "adapters/files.hpp"
#include "adapters/k8s/exec_source.hpp"
#include "adapters/log/log.hpp"

#include <algorithm>
#include <limits>
#include <mutex>

namespace weft::k8s {

namespace {

using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds failure_holds{5}; ///< so that not each request reads the file

/// A token that never changes, or none.
class fixed_source : public credential_source {
public:
  explicit fixed_source(std::string token) : held_{std::move(token), {}, {}} {}

  void fetch(std::function<void(result<credential>)> done) override { done(held_); }
  void reject(const credential&) override {}

private:
  const credential held_;
};

result<std::string> read_token(const std::filesystem::path& from) {
  auto text = read_file(from);
  if (!text)
    return text;
  const auto last = text->find_last_not_of(" \t\r\n");
  if (last == text->npos)
    return fault{errc::refused, from.string() + " is empty", {}, {}};
  text->resize(last + 1);
  return text;
}

/// A token that somebody else renews in a file.
class file_source : public credential_source {
public:
  file_source(std::filesystem::path file, std::chrono::milliseconds reread)
    : file_(std::move(file)), reread_(reread) {}

  void fetch(std::function<void(result<credential>)> done) override { done(current()); }

  void reject(const credential& what) override {
    std::lock_guard lock{mutex_};
    if (held_ == what)
      stale_ = true;
  }

private:
  result<credential> current() {
    std::lock_guard lock{mutex_};
    const auto now = steady::now();
    const bool wanted = stale_ || now - read_at_ >= reread_;
    if (!held_.token.empty() && (!wanted || now < again_at_))
      return held_;
    auto token = read_token(file_);
    if (token) {
      held_.token = std::move(*token);
      read_at_ = now;
      stale_ = false;
    } else if (held_.token.empty()) {
      return fault{errc::forbidden, token.error().what, "token file", {}};
    } else {
      log::warn("A token file cannot be read; the last token is kept.",
                {{"why", token.error().what}});
      again_at_ = now + failure_holds;
    }
    return held_;
  }

  const std::filesystem::path file_;
  const std::chrono::milliseconds reread_;
  std::mutex mutex_;
  credential held_;
  steady::time_point read_at_;
  steady::time_point again_at_; ///< after a failure
  bool stale_ = false;
};

} // namespace

std::shared_ptr<credential_source> make_credentials(net::transport& io,
                                                    const cluster_access& access,
                                                    const credential_settings& how,
                                                    metrics::registry* numbers) {
  if (numbers)
    numbers->gauge(metrics::names::rest_client_exec_plugin_ttl_seconds)
      .set(std::numeric_limits<double>::infinity());
  if (!access.token_file.empty())
    return std::make_shared<file_source>(access.token_file, how.reread);
  if (access.exec && access.token.empty())
    return make_exec_source(*access.exec, run_plugin(io, how, numbers), numbers);
  return std::make_shared<fixed_source>(access.token);
}

} // namespace weft::k8s
