#pragma once

#include "protocol/avi/wire/collection.hpp"
#include "protocol/avi/wire/refusal.hpp"
#include "protocol/json/value.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace weft::avi {

/// What a controller said of itself at the last log-in.
struct controller_words {
  std::string version;      ///< the controller's own; empty: nobody has logged in yet
  std::string spoken;       ///< version of the API that requests name; empty: the same
  std::string license_tier; ///< empty: not said
};

/// One controller, seen as a place to send requests to. Knows credentials, sessions, cookies, pages
/// and which node answers; knows nothing of order, priorities or retries (the session actor does).
/// Any thread. @see avi.md 2
class client {
public:
  using completion = std::function<void(wire::answered<json::value>)>;
  using listing = std::function<void(wire::answered<wire::collected>)>;

  virtual ~client() = default;

  /// Sends one request within a session, which is made if there is none. What finds its session
  /// ended is sent once more in a fresh one, since it was not applied.
  /// @param deadline For all of it: waiting for a turn, logging in, being answered.
  /// @param done Exactly once, on an I/O thread, never from within the call. As of
  ///             wire::read_reply(); setback::rejected: the credentials are not accepted, or there
  ///             are none; setback::transient: outcome unknown, or none was sent.
  virtual void send(wire::call what, std::chrono::milliseconds deadline, completion done) = 0;

  /// Reads a collection page by page, as wire::list() asks for it.
  /// @param deadline For each page.
  /// @param done As of `send`; setback::transient with errc::malformed for pages that make no
  /// whole.
  virtual void list(wire::call first, std::chrono::milliseconds deadline, listing done) = 0;

  /// Starts nothing more, waits for what is under way, and ends every session at the controller.
  /// What still waits for its turn fails as setback::transient; what is sent once it is done begins
  /// anew. @see avi.md 2.15
  /// @param done Once, on an I/O thread, when there is no session left, or after the deadline.
  virtual void leave(std::chrono::milliseconds deadline, std::function<void()> done) = 0;

  virtual controller_words words() const = 0;

  /// Called on an I/O thread after the credential changed on disk. There is one listener: whoever
  /// comes takes the place of whoever came before, so that the lives of a session leave no trace.
  virtual void on_new_credential(std::function<void()> told) = 0;
};

} // namespace weft::avi
