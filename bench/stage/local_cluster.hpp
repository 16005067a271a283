#pragma once

#include "adapters/k8s/client.hpp"
#include "adapters/k8s/simulator/server.hpp"
#include "adapters/net/identity.hpp"
#include "adapters/net/transport.hpp"
#include "adapters/scratch.hpp"
#include "protocol/json/value.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace weft::bench {

/// The value, or std::runtime_error with the words of the fault.
template <class T>
T expect(result<T> what) {
  if (!what)
    throw std::runtime_error(to_string(what.error()));
  return std::move(*what);
}

/// An API server, simulated behind TLS sockets on an I/O thread of its own. Throws
/// std::runtime_error when it cannot be set up.
class local_cluster {
public:
  local_cluster();

  /// Makes an object, without a socket. @returns it as it was made.
  json::value create(const std::string& collection, const json::value& object);
  /// Changes one by merge patch, without a socket.
  void change(const std::string& path, const json::value& patch);

  /// A client of its own to the API server.
  std::shared_ptr<k8s::client> connect(net::transport& on) const;

  net::transport io;
  scratch files;
  net::throwaway_identity identity = net::make_identity();
  k8s::simulator cluster;
  std::filesystem::path kubeconfig;

private:
  json::value must(const char* method, const std::string& path, const json::value& body,
                   const char* content_type);
};

} // namespace weft::bench
