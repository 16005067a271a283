#pragma once

#include "adapters/avi/client.hpp"
#include "adapters/avi/credential.hpp"
#include "adapters/net/http.hpp"
#include "protocol/avi/wire/session.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weft::avi {

/// What carries whole HTTP exchanges to the nodes of a controller, and tells the time.
struct carriage {
  using received = std::function<void(result<net::http_response>)>;

  /// Carries a request, once. `done` is told exactly once, never from within the call.
  std::function<void(std::size_t node, net::http_request what, std::chrono::milliseconds deadline,
                     received done)>
    exchange;
  /// Runs work after a delay, never from within the call.
  std::function<void(std::chrono::milliseconds, std::function<void()>)> after;
  /// Since any moment; never goes back.
  std::function<std::chrono::milliseconds()> now;
  /// Of every node: "https://host:port", as `Referer` names it. @see avi.md 2.2
  std::vector<std::string> origins;
};

struct session_limits {
  std::string version;      ///< of the API; empty: the controller's own, as far as it is known
  std::size_t sessions = 4; ///< at most, from 1 to 8: each carries one request at a time
  std::chrono::milliseconds log_in = std::chrono::seconds{30}; ///< deadline of one
};

/// Carries requests within sessions, of which it makes as many as are of use. All of a client but
/// the wire. @see avi.md 2.1, 2.3, 2.13, 2.15
///
/// Guarantees: requests leave in the order in which they came, but for one that is repeated in a
/// fresh session, which goes first. One log-in is under way at a time; all that wait use what comes
/// of it. After one that failed there is none for 1 s, doubling up to 60 s, and none for 10 s after
/// one whose credentials were rejected; what is sent meanwhile without any session fails at once. A
/// log-in refused because there are too many sessions counts as a controller that is busy, and for
/// nothing where there is a session. A node that cannot be reached is left for the next one.
class session_pool : public std::enable_shared_from_this<session_pool> {
public:
  using credentials = std::function<result<credential>()>;

  /// @param who Asked before each log-in, with no lock held.
  session_pool(carriage by, session_limits limits, credentials who);

  /// As of client.
  void send(wire::call what, std::chrono::milliseconds deadline, client::completion done);
  void list(wire::call first, std::chrono::milliseconds deadline, client::listing done);
  void leave(std::chrono::milliseconds deadline, std::function<void()> done);
  controller_words words() const;

  /// The credential is another one: log in with it at once, and end the sessions of the old one.
  void renew();

private:
  struct errand {
    wire::call what;
    std::chrono::milliseconds due{};
    client::completion done; ///< empty once told
    bool repeated = false;
  };
  using ticket = std::shared_ptr<errand>;
  struct seat {
    wire::session held;
    std::size_t node = 0;
    bool busy = false;
    bool outdated = false; ///< ends as soon as it is not busy
  };
  struct pages;
  /// What is to be done once the lock is released.
  using steps = std::vector<std::function<void()>>;

  void run(steps what);
  void dispatch(steps& out);
  void assign(std::uint64_t id, seat& at, const ticket& what, steps& out);
  void on_answer(std::uint64_t id, const ticket& what, result<net::http_response> got);
  void fail_waiting(const wire::refusal& why, steps& out);
  void finish(const ticket& what, wire::answered<json::value> with, steps& out);
  void finish_later(const ticket& what, const wire::refusal& why, steps& out);
  void on_late(const ticket& what);

  void log_in(std::size_t tries);
  void on_logged_in(std::size_t tries, std::size_t node, result<net::http_response> got);
  void on_refused(const wire::refusal& why, steps& out);
  void log_out(const wire::session& held, std::size_t node, steps& out);
  void release(std::uint64_t id, steps& out);
  void turn_from(std::size_t node);
  void next_page(const std::shared_ptr<pages>& of);
  void tell_left(steps& out);

  std::chrono::milliseconds left(const errand& what) const { return what.due - by_.now(); }

  const carriage by_;
  const session_limits limits_;
  const credentials who_;
  mutable std::mutex guard_; ///< of what follows
  controller_words words_;
  std::map<std::uint64_t, seat> seats_;
  std::deque<ticket> waiting_;
  std::uint64_t last_seat_ = 0;
  std::size_t node_ = 0; ///< where sessions are made
  bool logging_in_ = false;
  std::size_t log_outs_ = 0; ///< under way
  std::size_t failures_ = 0; ///< of log-ins in a row
  std::chrono::milliseconds paused_until_{};
  wire::refusal trouble_; ///< why the last log-in failed
  bool leaving_ = false;
  std::function<void()> left_;
};

} // namespace weft::avi
