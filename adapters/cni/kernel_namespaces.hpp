#pragma once

#include "adapters/cni/namespaces.hpp"

#include <memory>

namespace weft::cni {

/// The namespaces of this machine, looked at by a thread that steps into them and back. That needs
/// CAP_SYS_ADMIN, and a route CAP_NET_ADMIN.
class kernel_namespaces : public namespaces {
public:
  kernel_namespaces();
  /// What was asked before is answered.
  ~kernel_namespaces() override;

  void look(std::string path, std::function<void(namespace_look)> done) override;
  void look_at_host(std::vector<std::string> names,
                    std::function<void(result<std::vector<interface_view>>)> done) override;
  void move_default_route(default_route to,
                          std::function<void(std::optional<fault>)> done) override;
  std::string boot_id() const override { return boot_id_; }

private:
  struct impl;
  std::unique_ptr<impl> impl_;
  std::string boot_id_;
};

} // namespace weft::cni
