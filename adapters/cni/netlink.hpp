#pragma once

#include "adapters/net/owned_fd.hpp"
#include "protocol/cni/netns_view.hpp"
#include "protocol/fault.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// A route socket (rtnetlink(7)) in the namespace that its thread was in when it was made: it asks,
/// and waits for the kernel, which answers at once. One thread at a time.
class netlink {
public:
  /// @returns errc::unreachable when the kernel gives no socket.
  static result<netlink> open();

  /// All interfaces with their addresses, as of one moment.
  result<std::vector<interface_view>> all();
  /// One interface without addresses; nothing: there is none of this name.
  result<std::optional<interface_view>> find(const std::string& name);

  /// The bodies of all that there is of a kind, as of one moment.
  /// @param what RTM_GETLINK and the like.
  std::optional<fault> dump(std::uint16_t what, std::vector<std::string>& answers);
  /// Has something changed, and waits until it is.
  /// @param what RTM_NEWROUTE and the like. @param how Flags besides those of any request.
  /// @returns errc::conflict for what is there already, errc::not_found for what is not.
  std::optional<fault> change(std::uint16_t what, std::uint16_t how, const std::string& body);

private:
  explicit netlink(net::owned_fd socket) : socket_(std::move(socket)) {}

  std::optional<fault> ask(const std::string& request, std::vector<std::string>& answers);
  result<std::string> name_of(std::uint32_t index);

  net::owned_fd socket_;
  std::uint32_t sequence_ = 0;
};

} // namespace weft::cni
