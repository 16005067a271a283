#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace weft::tests {

/// A TCP line to a port of this machine on which bytes can be held up: connections stay, what is
/// said arrives later. Works on a thread of its own.
class held_line {
public:
  explicit held_line(std::uint16_t to);
  ~held_line();
  held_line(const held_line&) = delete;
  held_line& operator=(const held_line&) = delete;

  /// "http://127.0.0.1:<port>".
  std::string url() const;

  /// From now on nothing passes in either direction, or all again.
  void hold(bool on);

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace weft::tests
