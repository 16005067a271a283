#include "actors/program/commands.hpp"
#include "actors/program/service.hpp"
#include "actors/program/signals.hpp"
#include "adapters/k8s/access.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/log/log.hpp"
#include "adapters/net/transport.hpp"
#include "adapters/velocloud/portal.hpp"
#include "weft/version.hpp"

#include <fstream>

namespace weft {

namespace {

result<std::shared_ptr<k8s::client>> open_cluster(net::transport& io, const settings& how,
                                                  std::string& ns) {
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
  if (how.enterprise_id != 0)
    its.enterprise = how.enterprise_id;
  its.ca_file = how.ca_file;
  its.insecure = how.insecure_skip_tls_verify;
  its.max_body_bytes = how.max_body_bytes;
  its.max_connections = how.concurrency;
  auto portal = velocloud::portal::open(io, std::move(its));
  if (!portal)
    return portal.error();
  return std::shared_ptr<velocloud::client>{std::move(*portal)};
}

int refuse(const fault& why) {
  log::error("weft cannot start.", {{"why", to_string(why)}});
  return 1;
}

} // namespace

int run_controller(const settings& how) {
  stop_signals signals;
  log::start(how.log);
  log::info("weft starts.", {{"version", version}});
  net::transport io{how.runtime.io_threads};
  std::string ns;
  auto cluster = open_cluster(io, how, ns);
  if (!cluster)
    return refuse(cluster.error());
  ways_out ways;
  if (how.velocloud.enabled) {
    auto vco = open_vco(io, how.velocloud);
    if (!vco)
      return refuse(vco.error());
    if (how.velocloud.insecure_skip_tls_verify)
      log::warn("The VCO's certificate is not verified.", {{"vco", how.velocloud.name}});
    ways.velocloud = std::move(*vco);
  }
  auto mine = how;
  if (mine.lease.name_space.empty())
    mine.lease.name_space = ns;
  try {
    service controller{mine, io, std::move(*cluster), ways, process_identity()};
    log::info("The endpoints are open.",
              {{"address", mine.server.address}, {"port", controller.port()}});
    signals.wait();
    log::info("weft stops.");
    controller.stop();
  } catch (const std::runtime_error& why) {
    return refuse({errc::refused, why.what(), "server", {}});
  }
  log::info("weft has stopped.");
  return 0;
}

} // namespace weft
