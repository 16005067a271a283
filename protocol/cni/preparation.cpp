#include "protocol/cni/preparation.hpp"

#include "protocol/cni/capabilities.hpp"
#include "protocol/cni/cni_args.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::string_view container_argument = "K8S_POD_INFRA_CONTAINER_ID";

fault refusal(std::string what) {
  return {errc::refused, std::move(what), "", {}};
}

std::string types_of(const network_plan& network) {
  std::string out;
  for (const auto& one : network.plugins)
    out.append(out.empty() ? "" : ", ").append(one.type);
  return out;
}

/// To the sandbox of now.
void place(attachment_record& into, const situation& at, const node_view& node) {
  into.container_id = at.now->id;
  into.netns = at.now->netns;
  into.netns_dev = at.netns->dev;
  into.netns_ino = at.netns->ino;
  into.boot_id = node.boot_id;
}

void fill(attachment_record& into, const wished_pod& pod, const element& what,
          const network_plan& network) {
  into.network_name = network.name;
  into.config = network.config;
  into.capabilities = capabilities_of(what);
  into.pod_uid = pod.who.uid;
  into.runtime_uid = pod.who.runtime_uid;
  into.pod_namespace = pod.who.ns;
  into.pod_name = pod.who.name;
  into.network = to_string(what.network);
  into.from = what.from;
  into.digest = digest_of(what);
  into.default_route = what.default_route;
}

operation with(operation::kind what, attachment_record subject, network_plan network) {
  operation out;
  out.what = what;
  out.file = to_string(name_of(subject));
  out.subject = std::move(subject);
  out.network = std::move(network);
  return out;
}

} // namespace

result<operation> attach_element(const wished_pod& pod, const wished_element& what,
                                 const std::string& interface, const situation& at,
                                 const node_view& node) {
  if (!is_interface_name(interface))
    return refusal("no interface can have the name " + interface);
  auto network = *what.network;
  const auto given = capabilities_of(what.what);
  if (const auto name = unclaimed(given, network); !name.empty())
    return refusal("no plugin of the network takes " + name + ": none of " + types_of(network)
                   + " has that among its capabilities");
  if (!what.what.cni_args.is_null())
    network = with_cni_args(network, what.what.cni_args);
  auto args = args_for(pod.who, at.now->id, what.what, network.plugins.front().type);
  if (!args)
    return args.error();
  attachment_record subject;
  fill(subject, pod, what.what, network);
  subject.interface = interface;
  subject.args = *std::move(args);
  place(subject, at, node);
  return with(operation::kind::attach, std::move(subject), std::move(network));
}

result<operation> attach_again(const attachment_record& what, const situation& at,
                               const node_view& node) {
  auto network = read_config(what.config, what.network_name);
  if (!network)
    return network.error();
  auto subject = what;
  place(subject, at, node);
  for (auto& [name, value] : subject.args)
    if (name == container_argument)
      value = at.now->id;
  subject.at = phase::adding;
  subject.result = nullptr;
  subject.host_master.clear();
  subject.group = 0;
  subject.group_born = 0;
  subject.attempts = 0;
  subject.last_error.clear();
  return with(operation::kind::attach, std::move(subject), *std::move(network));
}

result<operation> detach_record(const attachment_record& what, std::string netns) {
  auto network = read_config(what.config, what.network_name);
  if (!network)
    return network.error();
  auto subject = what;
  if (what.at != phase::deleting)
    subject.attempts = 0;
  subject.at = phase::deleting;
  subject.netns = std::move(netns);
  subject.group = 0;
  subject.group_born = 0;
  return with(operation::kind::detach, std::move(subject), *std::move(network));
}

result<attachment_record> stand_in(const wished_pod& pod, const record_name& name,
                                   const element& what, const network_plan& network,
                                   const node_view& node) {
  auto args = args_for(pod.who, name.container_id, what, network.plugins.front().type);
  if (!args)
    return args.error();
  attachment_record out;
  fill(out, pod, what, network);
  out.at = phase::deleting;
  out.container_id = name.container_id;
  out.interface = name.interface;
  out.args = *std::move(args);
  out.boot_id = node.boot_id;
  for (const auto& one : node.sandboxes)
    if (one.id == name.container_id && one.ready)
      out.netns = one.netns;
  return out;
}

} // namespace weft::cni
