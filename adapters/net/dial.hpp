#pragma once

#include "adapters/net/transport_impl.hpp"
#include "adapters/net/wire.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace weft::net {

/// How a client reaches its endpoint.
struct dial_plan {
  endpoint where;
  std::shared_ptr<tls_context> trust; ///< null: in the clear
  std::chrono::milliseconds limit;    ///< for connecting and the TLS handshake, each
  std::size_t read_ahead;             ///< as of `wire`
  std::function<void(std::chrono::nanoseconds)> resolved{}; ///< told what finding the host took
};

/// An attempt to connect that may be given up.
class dialling {
public:
  virtual ~dialling() = default;
  /// Gives up; the callback hears errc::unreachable, unless it has been called before.
  virtual void cancel() = 0;
};

/// Resolves, connects and greets. Called and calling back on `on`; never from within the call.
/// Faults as of wire::handshake; errc::unreachable when nobody listens or time runs out.
std::shared_ptr<dialling> dial(const strand& on, dial_plan plan,
                               std::function<void(result<std::shared_ptr<wire>>)> done);

} // namespace weft::net
