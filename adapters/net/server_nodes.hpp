#pragma once

#include "adapters/net/http_server.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::net {

struct server_nodes_settings {
  std::string address = "127.0.0.1";
  std::vector<std::uint16_t> ports; ///< of the nodes; zero or missing: any free one
  bool tls = true;
  std::vector<std::string> names; ///< besides localhost in their certificate
};

/// The HTTP servers of a simulated controller: one per node, and one certificate for all, of a
/// throw-away authority. For one thread alone.
class server_nodes {
public:
  using receiver = std::function<void(std::size_t node, std::shared_ptr<http_exchange>)>;

  /// Listens nowhere yet.
  server_nodes(transport& io, server_nodes_settings where, std::size_t nodes);

  /// Listens at every node. Throws std::runtime_error when it cannot.
  /// @param on_request As that of a server.
  void open(receiver on_request);
  /// Closes a node's port, or listens there again. Throws std::runtime_error when it cannot.
  void set_up(std::size_t node, bool up);
  /// Closes all. No callback runs once this has returned.
  void close() { servers_.clear(); }

  std::size_t size() const { return where_.ports.size(); }
  std::uint16_t port(std::size_t node) const { return where_.ports.at(node); }
  /// "https://127.0.0.1:port" of every node.
  std::vector<std::string> addresses() const;
  /// What clients must trust; empty without TLS.
  const std::string& ca_pem() const { return ca_pem_; }

private:
  void listen(std::size_t node);

  transport& io_;
  server_nodes_settings where_;
  server_tls identity_;
  std::string ca_pem_;
  receiver on_request_;
  std::vector<std::unique_ptr<http_server>> servers_;
};

} // namespace weft::net
