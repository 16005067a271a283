#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace weft {

/// Requests that wait for a place, by their tickets, which grow with time. Namespaces are served in
/// turn, and of each the newest and the oldest by turns: a fresh change does not wait for a backlog
/// to be worked off, and nothing waits for ever. Not thread-safe.
class waiting_line {
public:
  /// @param ns The namespace the request is about; empty: none.
  void add(const std::string& ns, std::uint64_t ticket);
  /// Precondition: not empty.
  std::uint64_t take();

  bool empty() const { return parts_.empty(); }
  std::size_t size() const { return size_; }

private:
  struct part {
    std::set<std::uint64_t> tickets;
    bool oldest_next = false;
  };

  std::map<std::string, part> parts_;
  std::string served_last_;
  std::size_t size_ = 0;
};

} // namespace weft
