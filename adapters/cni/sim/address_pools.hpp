#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <map>
#include <string>
#include <vector>

namespace weft::cni::sim {

/// Whose an address is.
struct reservation {
  std::string container;
  std::string interface;

  bool operator==(const reservation&) const = default;
};

/// What host-local keeps on disk: addresses of a network by whom they are reserved for. Survives
/// processes, sandboxes and the machine. One IPv4 range per network; the next address is the one
/// after the last given. @see cni.md 10.2
class address_pools {
public:
  /// Reserves one. @param ipam The plugin's `ipam`. @param wanted An address, or empty: any.
  /// @returns it with its length, or errc::refused in host-local's words.
  result<std::string> reserve(const std::string& network, const json::value& ipam,
                              const reservation& who, const std::string& wanted = {});
  /// All that `who` has of the network; nothing is success.
  void release(const std::string& network, const reservation& who);
  /// Releases all of the network that nobody among these has.
  void keep(const std::string& network, const std::vector<reservation>& valid);

  /// By network and address.
  const std::map<std::string, std::map<std::string, reservation>>& all() const { return all_; }
  /// How many there are of a network.
  std::size_t count(const std::string& network) const;

private:
  std::map<std::string, std::map<std::string, reservation>> all_;
  std::map<std::string, std::uint32_t> last_;
};

} // namespace weft::cni::sim
