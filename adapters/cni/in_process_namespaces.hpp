#pragma once

#include "adapters/cni/namespaces.hpp"
#include "adapters/cni/sim/node.hpp"

namespace weft::cni {

/// Eyes for the namespaces of a simulated node. Not thread-safe; the node must outlive what was
/// handed to `post`. @see in_process_runner
class in_process_namespaces : public namespaces {
public:
  in_process_namespaces(sim::node& on, sim::surroundings around);
  ~in_process_namespaces() override;

  void look(std::string path, std::function<void(namespace_look)> done) override;
  void look_at_host(std::vector<std::string> names,
                    std::function<void(result<std::vector<interface_view>>)> done) override;
  void move_default_route(default_route to,
                          std::function<void(std::optional<fault>)> done) override;
  std::string boot_id() const override;

private:
  sim::node& on_;
  sim::surroundings around_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace weft::cni
