#pragma once

#include "adapters/cni/runtime.hpp"

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

/// A runtime behind its socket, over gRPC; its completions come on gRPC's threads. It begins with
/// version v1 of the interface, and goes on with v1alpha2 where only that is served.
class cri_client : public container_runtime {
public:
  explicit cri_client(cri_settings how);
  /// Calls under way are given up.
  ~cri_client() override;

  void ask_version(completion<runtime_version> done) override;
  void list_sandboxes(sandbox_query which, completion<std::vector<sandbox>> done) override;
  void inspect_sandbox(std::string id, completion<sandbox> done) override;
  std::unique_ptr<event_stream> follow(runtime_events events) override;

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::cni
