#include "adapters/net/server_nodes.hpp"

#include "adapters/net/identity.hpp"

#include <utility>

namespace weft::net {

server_nodes::server_nodes(transport& io, server_nodes_settings where, std::size_t nodes)
  : io_(io), where_(std::move(where)) {
  where_.ports.resize(nodes);
  if (!where_.tls)
    return;
  auto made = make_identity(where_.names);
  identity_ = std::move(made.server);
  ca_pem_ = std::move(made.ca_pem);
}

void server_nodes::open(receiver on_request) {
  on_request_ = std::move(on_request);
  servers_.resize(size());
  for (std::size_t node = 0; node < size(); ++node)
    listen(node);
}

void server_nodes::set_up(std::size_t node, bool up) {
  if (!up)
    servers_.at(node).reset();
  else if (!servers_.at(node))
    listen(node);
}

void server_nodes::listen(std::size_t node) {
  http_server_settings how;
  how.address = where_.address;
  how.port = where_.ports[node];
  how.tls = where_.tls;
  how.identity = identity_;
  servers_[node] = std::make_unique<http_server>(
    io_, std::move(how), [told = on_request_, node](std::shared_ptr<http_exchange> peer) {
      told(node, std::move(peer));
    });
  where_.ports[node] = servers_[node]->port();
}

std::vector<std::string> server_nodes::addresses() const {
  std::vector<std::string> out;
  for (const auto port : where_.ports)
    out.push_back((where_.tls ? "https://" : "http://") + where_.address + ":"
                  + std::to_string(port));
  return out;
}

} // namespace weft::net
