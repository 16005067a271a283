#pragma once

#include "adapters/cni/cri_carrier.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace weft::cni {

/// How a runtime's socket is spoken to. @see cni.md 7.1
struct cri_settings {
  std::string socket; ///< a path, or "unix://" and a path
  std::chrono::milliseconds deadline = std::chrono::seconds{5};
  int max_answer_bytes = 16 << 20;
};

/// gRPC on a unix socket; what it tells comes on gRPC's own threads. The connection is made with
/// the first call.
std::unique_ptr<cri_carrier> carry_over_grpc(cri_settings how);

} // namespace weft::cni
