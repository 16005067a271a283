#pragma once

#include "adapters/cni/runtime.hpp"

#include <functional>
#include <memory>
#include <string>

namespace weft::cni {

/// What a gRPC call came to.
struct cri_answer {
  int status = 0;   ///< gRPC's code; zero: OK
  std::string what; ///< its text, when it is not
  std::string body; ///< the message, when it is
};

/// What carries serialized messages to a runtime: gRPC on its socket, or nothing at all. Answers
/// come exactly once, on a thread of its own, never from within the call, unless it is destroyed
/// before; that waits for an answer that is being told, so it may not happen within one. Any
/// thread. @see cni.md 7.1
class cri_carrier {
public:
  virtual ~cri_carrier() = default;

  /// @param path "/runtime.v1.RuntimeService/Version"
  virtual void call(std::string path, std::string request, std::function<void(cri_answer)> done)
    = 0;
  /// A call whose answers are many. @param on_end With a status; not after it was destroyed.
  virtual std::unique_ptr<event_stream> follow(std::string path, std::string request,
                                               std::function<void(std::string)> on_message,
                                               std::function<void(cri_answer)> on_end)
    = 0;
};

} // namespace weft::cni
