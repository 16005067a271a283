#pragma once

#include "protocol/aci/requests.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace weft::aci {

/// What came back, whoever gave it: the APIC itself or the web server in front of it. For
/// read_reply().
struct answer {
  int status = 0;
  std::string body;
};

/// What came over the event socket.
struct socket_word {
  enum class kind : std::uint8_t {
    frame, ///< `text` is one text frame, for read_frame()
    noise, ///< a binary message, or one larger than allowed: compare everything once. @see aci.md 9
  };
  kind what = kind::frame;
  std::string text; ///< of noise: what it was, in words
};

/// What an event socket tells, on an I/O thread, one at a time, never from within a call.
struct socket_events {
  std::function<void()> on_open;
  std::function<void(socket_word)> on_word;
  /// Exactly once, unless the socket is destroyed first. errc::unreachable: not reached, not
  /// trusted, not open in time, broken off, half-open; errc::expired: closed by the APIC, or it
  /// does not know the session; errc::malformed: it speaks something else, be it a text that is no
  /// UTF-8.
  std::function<void(fault)> on_end;
};

/// One event socket. Destroying it closes it, and nothing is told any more.
class event_socket {
public:
  virtual ~event_socket() = default;
};

/// The APICs of one fabric, seen as places to send requests to. Knows credentials, signatures and
/// cookies; knows nothing of order, rate, sessions or retries (the session actor does). Secrets
/// never reach a fault, except a session's token, which its owner holds. Any thread.
/// @see aci.md 2, 4
class client {
public:
  using completion = std::function<void(result<answer>)>;

  virtual ~client() = default;

  /// How many APICs there are, at least one; they are numbered from 0 on.
  virtual std::size_t nodes() const = 0;
  /// An APIC's address, for people.
  virtual std::string name_of(std::size_t node) const = 0;
  /// Whether requests are signed. Then there is no log-in, refresh or log-out, and the token of
  /// `ask_web_token` names the session to which subscriptions and the socket belong.
  virtual bool signs() const = 0;

  /// Sends aaaLogin with the credential as it is now; not for a client that signs.
  /// @param done As of `send`; errc::expired: there is no credential that could be sent.
  virtual void log_in(std::size_t node, std::chrono::milliseconds deadline, completion done) = 0;
  /// Sends aaaLogout for the session; not for a client that signs.
  virtual void log_out(std::size_t node, std::string token, std::chrono::milliseconds deadline,
                       completion done)
    = 0;
  /// Sends one request, once, with exactly one `APIC-cookie`, or signed.
  /// @param token Of the session; for a client that signs the socket's, or empty as long as there
  ///              is none.
  /// @param deadline For all of it, waiting for its turn included.
  /// @param done Exactly once, on an I/O thread, never from within the call. Every status is an
  ///             answer. errc::unreachable: outcome unknown, or the APIC's certificate is not
  ///             trusted, since waiting may cure that and no input can; errc::expired: there is no
  ///             credential to sign with; errc::malformed: not HTTP, or too large.
  virtual void send(std::size_t node, call what, std::string token,
                    std::chrono::milliseconds deadline, completion done)
    = 0;
  /// Opens the session's event socket.
  virtual std::unique_ptr<event_socket> listen(std::size_t node, std::string token,
                                               std::chrono::milliseconds deadline,
                                               socket_events events)
    = 0;

  /// Called on an I/O thread after the credential changed on disk. There is one listener: whoever
  /// comes takes the place of whoever came before, so that the lives of a session leave no trace.
  virtual void on_new_credential(std::function<void()> told) = 0;
};

} // namespace weft::aci
