#include "protocol/cni/netns_view.hpp"

#include <algorithm>

namespace weft::cni {

const interface_view* find(const std::vector<interface_view>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &interface_view::name);
  return found == all.end() ? nullptr : &*found;
}

std::string_view to_string(netns_view::standing how) {
  switch (how) {
  case netns_view::standing::open:
    return "open";
  case netns_view::standing::missing:
    return "missing";
  case netns_view::standing::no_netns:
    return "not a network namespace";
  case netns_view::standing::nodes_own:
    return "the node's own";
  case netns_view::standing::unreadable:
    return "unreadable";
  }
  return "";
}

} // namespace weft::cni
