#include "adapters/settings/keys.hpp"

#include "adapters/settings/kinds.hpp"

#include <algorithm>
#include <cctype>
#include <type_traits>

namespace weft::config {

namespace {

using namespace std::chrono_literals;
using vco = velocloud_settings;
using velocloud::adoption;
using velocloud::unselected;

/// Binds keys to the members of one section.
template <class Section>
struct section {
  std::string name;
  Section settings::*in;
  std::vector<key>& list;

  /// @param member Of the section, or of what the section extends.
  template <class T, class Owner, class Kind>
  key& add(const std::string& word, T Owner::*member, Kind kind, std::string help) {
    auto part = in;
    key made;
    made.path = name + "." + word;
    made.help = std::move(help);
    made.allowed = kind.allowed();
    made.read = [part, member, kind](std::string_view text, settings& into) {
      auto value = kind.read(text);
      if (!value)
        return false;
      into.*part.*member = static_cast<T>(*std::move(value));
      return true;
    };
    made.list = std::is_same_v<T, std::vector<std::string>>;
    made.show
      = [part, member, kind](const settings& from) { return kind.show(from.*part.*member); };
    return list.emplace_back(std::move(made));
  }
};

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

void vco_identity_keys(section<vco>& velocloud) {
  velocloud.add("enabled", &vco::enabled, yes_no{}, "keep a VMware SD-WAN orchestrator in step");
  velocloud.add("name", &vco::name, name{}, "of the orchestrator in metrics and state");
  velocloud.add("url", &vco::url, portal_url{}, "of the orchestrator, with or without /portal/rest")
    .also
    = {"VCO_URL"};
  auto& token = velocloud.add("token", &vco::token, hidden{}, "API token; better a token_file");
  token.also = {"VCO_TOKEN"};
  token.from_file = false;
  velocloud.add("token_file", &vco::token_file, text{},
                "file that holds the API token; watched for changes");
  velocloud.add("user_file", &vco::user_file, text{},
                "file that holds the user's name, instead of a token");
  velocloud.add("password_file", &vco::password_file, text{},
                "file that holds the user's password; watched for changes");
  velocloud.add("login", &vco::login,
                one_of<vco::account>{{{"enterprise", vco::account::enterprise},
                                      {"operator", vco::account::vco_operator}}},
                "kind of the user's account");
  velocloud.add("enterprise_id", &vco::enterprise_id, whole{0, INT64_MAX},
                "needed by operator and partner accounts; 0: not sent");
  velocloud.add("ca_file", &vco::ca_file, text{}, "PEM bundle to trust; empty: the system's");
  velocloud.add("insecure_skip_tls_verify", &vco::insecure_skip_tls_verify, yes_no{},
                "trust any certificate");
}

void vco_behaviour_keys(section<vco>& velocloud) {
  velocloud.add("cluster_id", &vco::cluster_id, text{},
                "marks our rules; empty: the UID of namespace kube-system");
  velocloud.add(
    "adopt", &vco::adopt,
    one_of<adoption>{
      {{"never", adoption::never}, {"matching", adoption::matching}, {"always", adoption::always}}},
    "take over an unmarked rule of the same name");
  velocloud.add("default_policy", &vco::default_policy,
                one_of<unselected>{{{"allow", unselected::allow}, {"deny", unselected::deny}}},
                "where no VelocloudPolicy selects the namespace");
  velocloud.add("create_module", &vco::create_module, yes_no{},
                "make the QOS module of a profile that has none");
}

void vco_pace_keys(section<vco>& velocloud) {
  velocloud.add("debounce", &vco::debounce, duration{0s, 1min}, "quiet time before a write");
  velocloud.add("debounce_cap", &vco::debounce_cap, duration{0s, 10min},
                "at the latest after the first change");
  velocloud.add("min_write_interval", &vco::min_write_interval, duration{0s, 10min},
                "between two writes of one profile");
  velocloud.add("resync", &vco::resync, duration{10s, 24h}, "between two looks for drift");
  velocloud.add("sweep", &vco::sweep, duration{1min, 168h}, "between two looks for orphans");
  velocloud.add("retry_first", &vco::retry_first, duration{100ms, 1min},
                "after the first failure; doubles");
  velocloud.add("retry_cap", &vco::retry_cap, duration{1s, 1h}, "longest pause between retries");
  velocloud.add("quarantine", &vco::quarantine, duration{10s, 24h},
                "before a refused change is tried again");
  velocloud.add("rate", &vco::rate, decimal{0.1, 1'000}, "requests per second");
  velocloud.add("concurrency", &vco::concurrency, whole{1, 64}, "requests in flight");
  velocloud.add("cooldown", &vco::cooldown, duration{0s, 10min}, "after a 429 that names no pause");
  velocloud.add("request_timeout", &vco::request_timeout, duration{1s, 10min},
                "deadline of one call");
  velocloud.add("max_body_bytes", &vco::max_body_bytes, bytes{64U << 10U, 1U << 30U},
                "of an answer");
}

std::vector<key> all_keys() {
  std::vector<key> list;
  log_keys(list);
  kubernetes_keys(list);
  process_keys(list);
  section<vco> velocloud{"velocloud", &settings::velocloud, list};
  vco_identity_keys(velocloud);
  vco_behaviour_keys(velocloud);
  vco_pace_keys(velocloud);
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
