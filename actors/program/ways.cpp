#include "actors/program/ways.hpp"

#include "adapters/aci/apic.hpp"
#include "adapters/avi/controller.hpp"
#include "adapters/cni/this_node.hpp"
#include "adapters/k8s/access.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/log/log.hpp"
#include "adapters/velocloud/portal.hpp"
#include "weft/version.hpp"

namespace weft {

namespace {

result<std::shared_ptr<k8s::client>> open_cluster(net::transport& io, const settings& how,
                                                  metrics::registry* numbers, std::string& ns) {
  k8s::access_overrides wanted;
  wanted.kubeconfig = how.kubernetes.kubeconfig;
  wanted.context = how.kubernetes.context;
  auto access = k8s::find_access(wanted, k8s::read_access_environment());
  if (!access)
    return access.error();
  for (const auto& warning : access->warnings)
    log::warn("The kubeconfig holds something that is not honoured.", {{"what", warning}});
  log::info("The API server is known.", {{"from", access->origin}, {"host", access->server.host}});
  ns = access->ns;
  k8s::client_settings its;
  its.user_agent = "weft/" + std::string{version} + " (linux)";
  its.http.max_connections = how.kubernetes.concurrency;
  its.request_timeout = how.kubernetes.request_timeout;
  its.numbers = numbers;
  auto client = k8s::make_client(io, std::move(*access), its);
  if (!client)
    return client.error();
  return std::shared_ptr<k8s::client>{std::move(*client)};
}

result<std::shared_ptr<velocloud::client>> open_vco(net::transport& io,
                                                    const velocloud_settings& how) {
  velocloud::portal_settings its;
  its.url = how.url;
  its.credentials = {how.token_file, how.token.revealed, how.user_file, how.password_file};
  its.operator_login = how.login == velocloud_settings::account::vco_operator;
  its.enterprise = how.enterprise();
  its.ca_file = how.ca_file;
  its.insecure = how.insecure_skip_tls_verify;
  its.max_body_bytes = how.max_body_bytes;
  its.max_connections = how.concurrency;
  auto portal = velocloud::portal::open(io, std::move(its));
  if (!portal)
    return portal.error();
  return std::shared_ptr<velocloud::client>{std::move(*portal)};
}

result<std::shared_ptr<aci::client>> open_apics(net::transport& io, const aci_settings& how) {
  aci::apic_settings its;
  its.addresses = how.addresses;
  its.credentials = {how.user,         how.user_file, how.password.revealed, how.password_file,
                     how.login_domain, how.key_file,  how.certificate,       how.app_user};
  its.ca_file = how.ca_file;
  its.insecure = how.insecure_skip_tls_verify;
  its.max_body_bytes = how.max_body_bytes;
  auto fabric = aci::apic::open(io, std::move(its));
  if (!fabric)
    return fabric.error();
  return std::shared_ptr<aci::client>{std::move(*fabric)};
}

result<std::shared_ptr<avi::client>> open_balancer(net::transport& io, const avi_settings& how) {
  avi::reach_settings its;
  its.addresses = how.addresses;
  its.credentials = {how.user,          how.user_file,      how.password.revealed,
                     how.password_file, how.token.revealed, how.token_file};
  its.ca_file = how.ca_file;
  its.insecure = how.insecure_skip_tls_verify;
  its.sessions.version = how.controller_version;
  its.sessions.sessions = how.sessions;
  its.max_body_bytes = how.max_body_bytes;
  its.max_in_flight = how.concurrency;
  auto controller = avi::controller::open(io, std::move(its));
  if (!controller)
    return controller.error();
  return std::shared_ptr<avi::client>{std::move(*controller)};
}

} // namespace

result<peers> open_peers(net::transport& io, const settings& how, metrics::registry* numbers) {
  peers out;
  auto cluster = open_cluster(io, how, numbers, out.name_space);
  if (!cluster)
    return cluster.error();
  out.cluster = std::move(*cluster);
  if (how.velocloud.enabled) {
    auto vco = open_vco(io, how.velocloud);
    if (!vco)
      return vco.error();
    if (how.velocloud.insecure_skip_tls_verify)
      log::warn("The VCO's certificate is not verified.", {{"vco", how.velocloud.name}});
    out.ways.velocloud = std::move(*vco);
  }
  if (how.aci.enabled) {
    auto fabric = open_apics(io, how.aci);
    if (!fabric)
      return fabric.error();
    if (how.aci.insecure_skip_tls_verify)
      log::warn("The APICs' certificates are not verified.", {{"fabric", how.aci.name}});
    out.ways.aci = std::move(*fabric);
  }
  if (how.avi.enabled) {
    auto controller = open_balancer(io, how.avi);
    if (!controller)
      return controller.error();
    out.ways.avi = std::move(*controller);
  }
  if (how.cni.enabled) {
    auto node = cni::open_this_node(io, how.cni);
    if (!node)
      return node.error();
    log::info("The node is open.", {{"node", how.cni.node_name},
                                    {"runtime", how.cni.runtime_socket},
                                    {"records", how.cni.state_dir}});
    for (const auto& [key, path] : cni::missing_directories(how.cni))
      log::warn("A directory of the settings is not there.", {{"key", key}, {"path", path}});
    out.ways.cni = std::move(*node);
  }
  return out;
}

} // namespace weft
