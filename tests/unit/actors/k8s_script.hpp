#pragma once

#include "adapters/k8s/client.hpp"
#include "protocol/k8s/decode.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft::testing {

/// An API server that answers by script and remembers what it was asked. Answers leave when `run`
/// is called, one at a time, as a client's do: never from within the call.
class scripted_server : public k8s::client {
public:
  /// A watch as it was asked for; the test plays the server's part.
  struct opened {
    k8s::request asked;
    std::chrono::milliseconds idle_limit{};
    k8s::stream_events events;
    bool stopped = false;
    std::size_t digested = 0; ///< pieces the reader has done with

    void open(int status = 200, std::string body = {}, std::chrono::milliseconds retry = {}) const {
      events.on_open({status, std::move(body), retry, {}});
    }
    void say(const std::vector<std::string>& lines) const {
      std::vector<std::string> padded;
      std::vector<std::string_view> views;
      padded.reserve(lines.size());
      for (const auto& line : lines) {
        padded.push_back(line + std::string(k8s::decode_padding, ' '));
        views.push_back(std::string_view{padded.back()}.substr(0, line.size()));
      }
      events.on_lines(views);
    }
    void end(result<void> how = {}) const { events.on_end(std::move(how)); }
  };

  void call(k8s::request what, std::function<void(result<k8s::response>)> done) override {
    if (what.target.ends_with("?limit=1")) {
      ++peeks;
      curious_.push_back(std::move(done));
      return;
    }
    calls.push_back(std::move(what));
    waiting_.push_back(std::move(done));
  }

  std::unique_ptr<k8s::stream> watch(k8s::request what, std::chrono::milliseconds idle_limit,
                                     k8s::stream_events events) override {
    watches.push_back(
      std::make_shared<opened>(opened{std::move(what), idle_limit, std::move(events)}));
    return std::make_unique<line>(watches.back());
  }

  void answer(int status, std::string body, std::chrono::milliseconds retry = {}) {
    script.emplace_back(k8s::response{status, std::move(body), retry, {}});
  }
  void fail(errc code) { script.emplace_back(fault{code, "as the script says", "k8s", {}}); }

  /// Sends the next answer, if one is due and there is one. @returns whether there was.
  bool run() {
    if (!curious_.empty()) {
      const auto done = std::move(curious_.front());
      curious_.pop_front();
      done(k8s::response{200,
                         R"({"metadata":{"resourceVersion":")" + std::to_string(stands_at)
                           + R"("},"items":[]})",
                         {},
                         {}});
      return true;
    }
    if (waiting_.empty() || script.empty())
      return false;
    const auto done = std::move(waiting_.front());
    waiting_.pop_front();
    auto reply = std::move(script.front());
    script.pop_front();
    done(std::move(reply));
    return true;
  }

  /// The watch asked for last. Precondition: there is one.
  opened& last_watch() { return *watches.at(watches.size() - 1); }

  std::deque<result<k8s::response>> script; ///< consumed one per call; empty: calls wait
  std::vector<k8s::request> calls;
  std::size_t peeks = 0;               ///< questions for no more than its version, and …
  std::uint64_t stands_at = 1'000'000; ///< … the answer
  std::vector<std::shared_ptr<opened>> watches;

private:
  struct line : k8s::stream {
    explicit line(std::shared_ptr<opened> to) : to_(std::move(to)) {}
    ~line() override { to_->stopped = true; }
    void stop() override { to_->stopped = true; }
    void more() override { ++to_->digested; }

  private:
    std::shared_ptr<opened> to_;
  };

  std::deque<std::function<void(result<k8s::response>)>> waiting_;
  std::deque<std::function<void(result<k8s::response>)>> curious_;
};

} // namespace weft::testing
