#pragma once

#include "adapters/net/owned_fd.hpp"
#include "protocol/cni/netns_view.hpp"
#include "protocol/fault.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// A route socket (rtnetlink(7)) in the namespace that its thread was in when it was made: it asks
/// for interfaces, and waits for the kernel, which answers at once. One thread at a time.
class netlink {
public:
  /// @returns errc::unreachable when the kernel gives no socket.
  static result<netlink> open();

  /// All interfaces with their addresses, as of one moment.
  result<std::vector<interface_view>> all();
  /// One interface without addresses; nothing: there is none of this name.
  result<std::optional<interface_view>> find(const std::string& name);

private:
  explicit netlink(net::owned_fd socket) : socket_(std::move(socket)) {}

  std::optional<fault> dump(std::uint16_t what, std::vector<std::string>& answers);
  std::optional<fault> ask(const std::string& request, std::vector<std::string>& answers);
  result<std::string> name_of(std::uint32_t index);

  net::owned_fd socket_;
  std::uint32_t sequence_ = 0;
};

} // namespace weft::cni
