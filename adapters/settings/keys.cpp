#include "adapters/settings/keys.hpp"

#include "adapters/settings/domain_keys.hpp"
#include "adapters/settings/kinds.hpp"
#include "adapters/settings/section.hpp"

#include <algorithm>
#include <cctype>

namespace weft::config {

namespace {

using namespace std::chrono_literals;

void log_keys(std::vector<key>& list) {
  using severity = log_settings::severity;
  using layout = log_settings::layout;
  section<log_settings> log{"log", &settings::log, list};
  log.add("level", &log_settings::level,
          one_of<severity>{{{"error", severity::error},
                            {"warn", severity::warn},
                            {"info", severity::info},
                            {"debug", severity::debug}}},
          "the least severe line that is written");
  log.add("format", &log_settings::format,
          one_of<layout>{{{"logfmt", layout::logfmt}, {"json", layout::json}}},
          "key=value pairs, or one JSON object per line");
}

void kubernetes_keys(std::vector<key>& list) {
  using k8s = kubernetes_settings;
  section<k8s> kubernetes{"kubernetes", &settings::kubernetes, list};
  kubernetes.add("kubeconfig", &k8s::kubeconfig, text{},
                 "file; empty: KUBECONFIG, the pod's service account, then ~/.kube/config");
  kubernetes.add("context", &k8s::context, text{}, "of the kubeconfig; empty: its current one");
  kubernetes
    .add("namespaces", &k8s::namespaces, names{},
         "to watch, and then no rule is removed for lack of an object; empty: all")
    .also
    = {"res_namespace"};
  kubernetes.add("page", &k8s::page, whole{1, 10'000}, "objects per answer of a list");
  kubernetes.add("concurrency", &k8s::concurrency, whole{1, 1'000},
                 "requests in flight, watches not counted");
  kubernetes.add("request_timeout", &k8s::request_timeout, duration{1s, 10min},
                 "deadline of a request that is not a watch");
  kubernetes.add(
    "watch_timeout", &k8s::watch_timeout, duration{5s, 1h},
    "after which, or up to twice that, the server ends a watch and we open the next; one "
    "that is silent 5s longer is given up");
}

void process_keys(std::vector<key>& list) {
  section<server_settings> server{"server", &settings::server, list};
  server.add(
    "address", &server_settings::address, address{},
    "where /state, /debug, /metrics, /healthz and /readyz listen, for whoever can reach it");
  server.add("port", &server_settings::port, whole{0, 65'535}, "0: any free one");
  server.add("probe_address", &server_settings::probe_address, optional_address{},
             "where /metrics, /healthz and /readyz listen besides; empty: nowhere");
  server.add("probe_port", &server_settings::probe_port, whole{0, 65'535}, "0: any free one");

  section<lease_settings> lease{"lease", &settings::lease, list};
  lease.add("enabled", &lease_settings::enabled, yes_no{}, "only the holder of the Lease acts");
  lease.add("name", &lease_settings::name, name{}, "of the Lease");
  lease.add("namespace", &lease_settings::name_space, optional_name{},
            "of the Lease; empty: the pod's own, or default outside a cluster");
  lease.add("duration", &lease_settings::duration, duration{1s, 1h},
            "others take over this long after the last renewal they saw");
  lease.add("renew_deadline", &lease_settings::renew_deadline, duration{500ms, 1h},
            "the holder stops acting this long after its last renewal");
  lease.add("retry_period", &lease_settings::retry_period, duration{100ms, 10min},
            "between two attempts to acquire or renew");

  section<runtime_settings> runtime{"runtime", &settings::runtime, list};
  runtime.add("threads", &runtime_settings::threads, whole{0, 256},
              "that run actors; 0: as many as there are cores");
  runtime.add("io_threads", &runtime_settings::io_threads, whole{1, 64}, "that serve sockets");
  runtime.add("shutdown_grace", &runtime_settings::shutdown_grace, duration{0s, 10min},
              "for work under way when the process is asked to stop");
}

std::vector<key> all_keys() {
  std::vector<key> list;
  log_keys(list);
  kubernetes_keys(list);
  process_keys(list);
  add_velocloud_keys(list);
  add_aci_keys(list);
  add_avi_keys(list);
  add_cni_keys(list);
  return list;
}

} // namespace

const std::vector<key>& keys() {
  static const std::vector<key> list = all_keys();
  return list;
}

const key* find_key(std::string_view path) {
  auto found = std::ranges::find(keys(), path, &key::path);
  return found == keys().end() ? nullptr : &*found;
}

std::string environment_name(const key& which) {
  std::string made = "WEFT_" + which.path;
  std::ranges::transform(made, made.begin(), [](unsigned char c) {
    return c == '.' ? '_' : static_cast<char>(std::toupper(c));
  });
  return made;
}

std::string flag_name(const key& which) {
  std::string made = "--" + which.path;
  std::ranges::replace_if(
    made, [](char c) { return c == '.' || c == '_'; }, '-');
  return made;
}

} // namespace weft::config
