#include "protocol/avi/servers.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/kinds.hpp"
#include "protocol/avi/next_hop.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/k8s/records/endpoint_slice.hpp"
#include "protocol/k8s/records/service.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

namespace weft::avi {

namespace {

struct slice {
  snapshot<record> body;
  bool selected = false; ///< made from the Service's selector
};

std::int64_t number_in(std::string_view text) {
  std::int64_t out = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, out);
  return error == std::errc{} && end == last ? out : 0;
}

/// Collects the members of one Service's pools.
class search {
public:
  search(const settings& how, const site& at, const k8s::projection& service, const view& index)
    : how_(how), facts_(as<k8s::service_record>(service.body)), index_(index) {
    const auto& families = facts_.families;
    const bool only_v6 = families.size() == 1 && families.front() == "IPv6";
    v4_ = serves(how, at, false) && !only_v6;
    v6_ = serves(how, at, true) && (families.size() > 1 || only_v6);
    std::map<std::string, slice> found;
    index.each_filed(
      slices_word(service.meta.key.ns, service.meta.key.name), [&](const k8s::projection& one) {
        if (!one.body || one.meta.key.kind != endpoint_slice_kind)
          return;
        const auto* by = k8s::find(one.meta.labels, k8s::slice_keeper);
        found.emplace(one.meta.key.name, slice{one.body, by && *by == k8s::selector_keeper});
      });
    for (auto& [name, one] : found)
      slices_.push_back(std::move(one));
    nodes_ = how.mode == service_mode::node_port
             && !k8s::find(service.meta.annotations, annotation::pods_too);
  }

  std::vector<wished_port> find() {
    std::vector<wished_port> out;
    for (const auto& port : facts_.ports) {
      members_.clear();
      nodes_ ? take_nodes(port) : take_endpoints(port);
      wished_port one{port.protocol, port.number, {}};
      for (auto& [place, server] : members_)
        one.servers.push_back(std::move(server));
      out.push_back(std::move(one));
    }
    return out;
  }

private:
  bool is_meant(const k8s::service_port& wanted, const k8s::slice_port& has, const slice& in,
                std::size_t ports) const {
    if (has.protocol != wanted.protocol)
      return false;
    if (has.name == wanted.name)
      return true;
    const bool sole = slices_.size() == 1 && ports == 1;
    return !in.selected && (sole || (has.number != 0 && has.number == number_in(wanted.target)));
  }

  void take_endpoints(const k8s::service_port& port) {
    for (const auto& one : slices_) {
      const auto& held = as<k8s::endpoint_slice_record>(one.body);
      for (const auto& has : held.ports) {
        if (!is_meant(port, has, one, held.ports.size()))
          continue;
        const auto target = number_in(port.target);
        const auto number = has.number != 0 ? has.number : target != 0 ? target : port.number;
        for (const auto& endpoint : held.endpoints)
          take({endpoint.address, number, endpoint.ready && !endpoint.terminating, endpoint.node,
                endpoint.terminating});
      }
    }
  }

  void take_nodes(const k8s::service_port& port) {
    if (port.node_port == 0)
      return;
    std::set<std::string> hosts;
    for (const auto& one : slices_)
      for (const auto& endpoint : as<k8s::endpoint_slice_record>(one.body).endpoints)
        hosts.insert(endpoint.node);
    index_.each(node_kind, "*", [&](const k8s::projection& node) {
      const auto* label = k8s::find(node.meta.labels, how_.nodes.key);
      if (!how_.nodes.key.empty() && (!label || *label != how_.nodes.value))
        return;
      if (facts_.local_only && !hosts.contains(node.meta.key.name))
        return;
      const auto by = find_next_hops(how_, node);
      take({by.v4, port.node_port, true, node.meta.key.name});
      take({by.v6, port.node_port, true, node.meta.key.name});
    });
  }

  /// One that is listed twice is enabled if it is so once.
  void take(pool_server one) {
    const auto address = canonical_address(one.address);
    if (!address || !(is_v6(*address) ? v6_ : v4_))
      return;
    one.address = *address;
    auto& held = members_[{one.address, one.port}];
    one.enabled = one.enabled || (!held.address.empty() && held.enabled);
    held = std::move(one);
  }

  const settings& how_;
  const k8s::service_record& facts_;
  const view& index_;
  std::vector<slice> slices_;
  std::map<std::pair<std::string, std::int64_t>, pool_server> members_;
  bool v4_ = false;
  bool v6_ = false;
  bool nodes_ = false; ///< members are nodes, not Pods
};

} // namespace

std::vector<wished_port> find_servers(const settings& how, const site& at,
                                      const k8s::projection& service, const view& index) {
  return service.body ? search{how, at, service, index}.find() : std::vector<wished_port>{};
}

} // namespace weft::avi
