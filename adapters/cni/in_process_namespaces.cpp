#include "adapters/cni/in_process_namespaces.hpp"

#include <utility>

namespace weft::cni {

in_process_namespaces::in_process_namespaces(const sim::node& on, sim::surroundings around)
  : on_(on), around_(std::move(around)) {}

in_process_namespaces::~in_process_namespaces() {
  *alive_ = false;
}

void in_process_namespaces::look(std::string path, std::function<void(namespace_look)> done) {
  around_.post([this, alive = alive_, path = std::move(path), done = std::move(done)] {
    if (!*alive)
      return;
    namespace_look out{on_.network.look(path), nullptr};
    if (out.view.stands == netns_view::standing::open)
      out.hold = std::make_shared<const int>(0);
    around_.post([alive, done, out = std::move(out)] {
      if (*alive)
        done(out);
    });
  });
}

void in_process_namespaces::look_at_host(
  std::vector<std::string> names, std::function<void(result<std::vector<interface_view>>)> done) {
  around_.post([this, alive = alive_, names = std::move(names), done = std::move(done)] {
    if (!*alive)
      return;
    std::vector<interface_view> out;
    for (const auto& name : names)
      if (const auto* found = find(on_.network.host(), name))
        out.push_back(*found);
    around_.post([alive, done, out = std::move(out)] {
      if (*alive)
        done(out);
    });
  });
}

std::string in_process_namespaces::boot_id() const {
  return on_.boot_id();
}

} // namespace weft::cni
