#pragma once

#include "adapters/cni/cri_carrier.hpp"
#include "adapters/cni/runtime.hpp"

#include <memory>
#include <string>

namespace weft::cni {

/// A runtime that speaks CRI, whatever carries it. It is spoken to in version v1 of the interface,
/// and in v1alpha2 where only that is known, until it has been away.
class cri_runtime : public container_runtime {
public:
  explicit cri_runtime(std::unique_ptr<cri_carrier> over);
  /// Calls under way are given up. Not from within a completion.
  ~cri_runtime() override;

  void ask_version(completion<runtime_version> done) override;
  void list_sandboxes(sandbox_query which, completion<std::vector<sandbox>> done) override;
  void inspect_sandbox(std::string id, completion<sandbox> done) override;
  std::unique_ptr<event_stream> follow(runtime_events events) override;

private:
  struct impl;
  std::unique_ptr<cri_carrier> carrier_;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::cni
