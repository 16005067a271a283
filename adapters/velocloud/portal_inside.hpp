#pragma once

#include "adapters/net/http_client.hpp"
#include "adapters/net/tls.hpp"
#include "adapters/velocloud/portal.hpp"
#include "adapters/velocloud/portal_url.hpp"
#include "protocol/velocloud/channels.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What portal.cpp, which carries calls, and portal_session.cpp, which gets and keeps the right to
/// make them, share. For no one else.
namespace weft::velocloud {

using completion = std::function<void(result<json::value>)>;

/// One call from its acceptance to its end, however many HTTP exchanges it takes.
struct exchange {
  std::string method;
  std::string body;
  std::chrono::steady_clock::time_point due;
  completion done; ///< empty once told
  bool logged_in_again = false;

  std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
      due - std::chrono::steady_clock::now());
  }
};

using ticket = std::shared_ptr<exchange>;

fault late(std::string_view method);

/// The transport's fault in this client's words.
fault translate(fault why, std::string_view method);

struct portal::impl : std::enable_shared_from_this<portal::impl> {
  impl(net::transport& carrier, portal_settings settings, portal_url url, net::tls_settings with);

  void start(const ticket& what);
  void send(const ticket& what, const std::string& session);
  void on_answer(const ticket& what, const std::string& session, result<net::http_response> got);
  /// Logs how an unreadable answer begins, without secrets.
  void note_garbage(const exchange& what, std::string_view body);
  void finish(const ticket& what, result<json::value> answer);

  void log_in(std::size_t attempt);
  void on_logged_in(std::size_t attempt, result<net::http_response> got);
  void admit(result<std::string> session);

  void look_later();
  void look();

  net::http_request request(std::string target, std::string body) const;
  /// Ends the session, if it is still this one. Call with the guard held.
  void drop_session(const std::string& which);
  channels::secrets secrets();

  net::transport& io;
  const portal_settings how;
  const portal_url base;

  std::mutex guard; ///< of everything below but `http`
  net::tls_settings trust;
  credential held;
  credential former;            ///< each part before it was replaced; VCO may still speak of it
  std::optional<fault> trouble; ///< why there is no credential
  std::string session;          ///< cookie value; empty: none
  std::string former_session;   ///< VCO may still speak of it
  bool logging_in = false;
  std::vector<ticket> waiting; ///< for the session
  std::function<void()> told;  ///< empty: nobody listens
  std::vector<std::string> watched;
  std::vector<file_mark> marks; ///< of `watched` when it was last read

  net::http_client http;
};

} // namespace weft::velocloud
