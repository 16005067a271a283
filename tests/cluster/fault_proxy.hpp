#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace weft::tests {

/// What becomes of the bytes a server says on their way to its client.
struct wire_shape {
  std::size_t piece = 0;             ///< bytes passed on at a time; 0: as they come
  std::chrono::milliseconds delay{}; ///< before each piece
};

/// Who the proxy is to its clients, and whom it stands in front of.
struct proxy_ends {
  std::filesystem::path certificate; ///< PEM chain; clients believe it to be the server
  std::filesystem::path key;
  std::uint16_t server = 0; ///< port on 127.0.0.1 of the HTTPS server itself
};

/// A network between HTTPS clients and one server, as bad as a test wants it. It ends TLS on both
/// sides and passes HTTP on unread, except for the first line of each request, by which a test
/// tells watches apart and counts what was asked. Client certificates do not pass; tokens do.
///
/// Works on a thread of its own. Every function may be called from any thread, and what it asks for
/// has happened when it returns.
class fault_proxy {
public:
  explicit fault_proxy(const proxy_ends& ends);
  ~fault_proxy();
  fault_proxy(const fault_proxy&) = delete;
  fault_proxy& operator=(const fault_proxy&) = delete;

  /// "https://127.0.0.1:<port>".
  std::string url() const;

  /// From now on whoever connects is led to the server at this port.
  void lead_to(std::uint16_t server);

  void shape(wire_shape how);
  /// Resets every connection.
  void drop();
  /// From now on whoever connects is reset, or no longer.
  void refuse(bool on);
  /// Half open: connections stay, and nothing passes in either direction, or again.
  void hold(bool on);
  /// Nothing more passes to those who watch `what` at present, e.g. "/velocloudbps"; watches opened
  /// later work. @returns how many there are.
  std::size_t blacken(const std::string& what);
  /// The next event told to a watch is spoilt: what arrives is no JSON.
  void spoil_next_event();

  /// The requests so far, e.g. "GET /api/v1/pods?limit=500".
  std::vector<std::string> asked() const;
  /// How many of them hold all of `words`.
  std::size_t count(const std::vector<std::string>& words) const;
  /// Connections accepted so far.
  std::size_t connections() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace weft::tests
