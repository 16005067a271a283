#pragma once

#include "adapters/k8s/make_client.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/net/transport.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

/// A client and a scripted API server that remembers what it was asked. The folder holds what
/// `access` names.
class api_server : public folder {
public:
  using exchange_ptr = std::shared_ptr<weft::net::http_exchange>;
  using script = std::function<void(const exchange_ptr&)>;

  /// Long enough for any machine; nothing waits for it to pass.
  static constexpr std::chrono::seconds patience{30};

  explicit api_server(script answer, std::optional<weft::net::server_tls> tls = std::nullopt)
    : answer_(std::move(answer)) {
    weft::net::http_server_settings where;
    where.tls = tls.has_value();
    where.identity = tls.value_or(weft::net::server_tls{});
    server_.emplace(io_, where, [this](exchange_ptr asked) {
      {
        std::lock_guard lock{mutex_};
        asked_.push_back(asked->asked());
      }
      answer_(asked);
    });
    access.server = {where.tls, "127.0.0.1", server_->port()};
    access.origin = "test";
  }

  ~api_server() {
    client_.reset();
    server_.reset();
    io_.stop();
  }

  /// The client under test, made when first used.
  weft::k8s::client& client() {
    if (!client_) {
      auto made = weft::k8s::make_client(io_, access, settings);
      REQUIRE(made.has_value());
      client_ = std::move(*made);
    }
    return *client_;
  }

  weft::result<weft::k8s::response> call(weft::k8s::request what) {
    auto answered = std::make_shared<std::promise<weft::result<weft::k8s::response>>>();
    auto answer = answered->get_future();
    client().call(std::move(what), [answered](auto got) { answered->set_value(std::move(got)); });
    REQUIRE(answer.wait_for(patience) == std::future_status::ready);
    return answer.get();
  }

  weft::result<weft::k8s::response> read(const std::string& target) {
    weft::k8s::request what;
    what.target = target;
    return call(std::move(what));
  }

  std::vector<weft::net::http_request> asked() {
    std::lock_guard lock{mutex_};
    return asked_;
  }

  weft::net::transport& io() { return io_; }

  weft::k8s::cluster_access access;
  weft::k8s::client_settings settings;

private:
  script answer_;
  std::mutex mutex_;
  std::vector<weft::net::http_request> asked_;
  weft::net::transport io_{2};
  std::optional<weft::net::http_server> server_;
  std::unique_ptr<weft::k8s::client> client_;
};

/// What a watch told until its end.
class watch_record {
public:
  watch_record(weft::k8s::client& by, std::chrono::milliseconds idle_limit) {
    weft::k8s::request what;
    what.target = "/watch?watch=true";
    stream_ = by.watch(what, idle_limit,
                       {[this](weft::k8s::response head) { head_ = std::move(head); },
                        [this](const std::vector<std::string_view>& lines) {
                          lines_.insert(lines_.end(), lines.begin(), lines.end());
                        },
                        [this](weft::result<void> how) { ended_.set_value(std::move(how)); }});
  }

  weft::result<void> end() {
    auto ended = ended_.get_future();
    REQUIRE(ended.wait_for(api_server::patience) == std::future_status::ready);
    return ended.get();
  }

  /// To be looked at after the end.
  const std::optional<weft::k8s::response>& head() const { return head_; }
  const std::vector<std::string>& lines() const { return lines_; }

private:
  std::optional<weft::k8s::response> head_;
  std::vector<std::string> lines_;
  std::promise<weft::result<void>> ended_;
  std::unique_ptr<weft::k8s::stream> stream_; ///< last: it must be gone before what it writes to
};
