#include "adapters/settings/domain_keys.hpp"

namespace weft::config {

namespace {

using namespace std::chrono_literals;
using vco = velocloud_settings;
using velocloud::adoption;
using velocloud::unselected;

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
  add_trust_keys(velocloud);
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
  add_debounce_keys(velocloud);
  velocloud.add("min_write_interval", &vco::min_write_interval, duration{0s, 10min},
                "between two writes of one profile");
  velocloud.add("resync", &vco::resync, duration{10s, 24h}, "between two looks for drift");
  velocloud.add("sweep", &vco::sweep, duration{1min, 168h}, "between two looks for orphans");
  add_retry_keys(velocloud);
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

} // namespace

void add_velocloud_keys(std::vector<key>& list) {
  section<vco> velocloud{"velocloud", &settings::velocloud, list};
  vco_identity_keys(velocloud);
  vco_behaviour_keys(velocloud);
  vco_pace_keys(velocloud);
}

} // namespace weft::config
