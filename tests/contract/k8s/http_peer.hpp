#pragma once

#include "adapters/net/http_client.hpp"
#include "adapters/net/transport.hpp"
#include "tests/contract/k8s/apiserver_suite.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

namespace weft::k8s::contract {

/// An API server behind a socket: the simulator's server, or a real kube-apiserver.
class http_peer : public peer {
public:
  http_peer(net::endpoint where, net::tls_settings trust, std::string token)
    : token_(std::move(token)), client_(io_, std::move(where), std::move(trust)) {}

  reply send(const ask& what) override {
    std::promise<result<net::http_response>> done;
    client_.call(to_request(what), std::chrono::seconds{30},
                 [&](result<net::http_response> got) { done.set_value(std::move(got)); });
    const auto got = done.get_future().get();
    if (!got)
      return {0, json::value::of({{"fault", to_string(got.error())}}), {}};
    reply out{got->status, {}, {}};
    if (auto read = json::parse(got->body))
      out.body = std::move(*read);
    for (const auto& [name, held] : got->fields)
      if (name == "Warning" || name == "warning")
        out.warnings.push_back(held);
    return out;
  }

  std::unique_ptr<watching> watch(const std::string& target, const std::string& accept) override {
    return std::make_unique<reading>(client_, to_request({"GET", target, {}, "", accept, ""}));
  }

  void wait_a_little() override {
    std::promise<void> later;
    io_.after(std::chrono::milliseconds{50}, [&] { later.set_value(); });
    later.get_future().wait();
  }

private:
  class reading : public watching {
  public:
    reading(net::http_client& by, net::http_request what)
      : stream_(by.open(std::move(what), std::chrono::seconds{20},
                        {[this](const net::http_response& head) { on_head(head); },
                         [this](std::string_view bytes) { on_bytes(bytes); },
                         [this](const result<void>&) { on_end(); }})) {
      std::unique_lock locked{alone_};
      news_.wait_for(locked, std::chrono::seconds{20}, [this] { return open_ || over_; });
    }
    reading(const reading&) = delete;
    reading& operator=(const reading&) = delete;
    ~reading() override { stream_->stop(); }

    std::optional<json::value> next() override {
      std::unique_lock locked{alone_};
      news_.wait_for(locked, std::chrono::seconds{20}, [this] { return !lines_.empty() || over_; });
      if (lines_.empty())
        return std::nullopt;
      auto read = json::parse(lines_.front());
      lines_.pop_front();
      return read ? std::optional{std::move(*read)} : std::nullopt;
    }

  private:
    void on_head(const net::http_response&) {
      const std::scoped_lock locked{alone_};
      open_ = true;
      news_.notify_all();
    }

    void on_bytes(std::string_view bytes) {
      const std::scoped_lock locked{alone_};
      rest_ += bytes;
      for (auto end = rest_.find('\n'); end != rest_.npos; end = rest_.find('\n')) {
        lines_.push_back(rest_.substr(0, end));
        rest_.erase(0, end + 1);
      }
      news_.notify_all();
    }

    void on_end() {
      const std::scoped_lock locked{alone_};
      over_ = true;
      news_.notify_all();
    }

    std::mutex alone_;
    std::condition_variable news_;
    std::deque<std::string> lines_;
    std::string rest_;
    bool open_ = false;
    bool over_ = false;
    std::unique_ptr<net::http_stream> stream_; ///< last: it calls back into the others
  };

  net::http_request to_request(const ask& what) const {
    net::http_request out;
    out.method = what.method;
    out.target = what.target;
    out.fields = {{"Accept", what.accept}, {"User-Agent", "suite/1"}};
    if (!token_.empty())
      out.fields.emplace_back("Authorization", "Bearer " + token_);
    if (!what.content_type.empty())
      out.fields.emplace_back("Content-Type", what.content_type);
    out.body = !what.text.empty() ? what.text : what.body.is_null() ? "" : json::write(what.body);
    return out;
  }

  std::string token_;
  net::transport io_;
  net::http_client client_;
};

} // namespace weft::k8s::contract
