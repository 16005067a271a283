#include "adapters/cni/in_process_namespaces.hpp"

#include <utility>

namespace weft::cni {

namespace {

using standing = netns_view::standing;

std::optional<fault> move_route(sim::kernel& within, const default_route& to) {
  const auto seen = within.look(to.path);
  if (seen.stands != standing::open)
    return fault{seen.stands == standing::missing ? errc::not_found : errc::refused,
                 seen.trouble,
                 to.path,
                 {}};
  if (seen.dev != to.dev || seen.ino != to.ino)
    return fault{errc::conflict, "another namespace lies there", to.path, {}};
  if (!find(seen.interfaces, to.interface))
    return fault{errc::not_found, "there is no " + to.interface, to.path, {}};
  if (!within.lead_by_default(to.path, to.interface, to.gateways))
    return fault{errc::unreachable, "Network is unreachable", to.path, {}};
  return std::nullopt;
}

} // namespace

in_process_namespaces::in_process_namespaces(sim::node& on, sim::surroundings around)
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

void in_process_namespaces::move_default_route(default_route to,
                                               std::function<void(std::optional<fault>)> done) {
  around_.post([this, alive = alive_, to = std::move(to), done = std::move(done)] {
    if (!*alive)
      return;
    auto failed = move_route(on_.network, to);
    around_.post([alive, done, failed = std::move(failed)] {
      if (*alive)
        done(failed);
    });
  });
}

std::string in_process_namespaces::boot_id() const {
  return on_.boot_id();
}

} // namespace weft::cni
