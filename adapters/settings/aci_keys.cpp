#include "adapters/settings/aci_kinds.hpp"
#include "adapters/settings/domain_keys.hpp"

namespace weft::config {

namespace {

using namespace std::chrono_literals;
using apic = aci_settings;
using aci::families;

void apic_identity_keys(section<apic>& aci) {
  aci.add("enabled", &apic::enabled, yes_no{}, "keep a Cisco ACI fabric in step");
  aci.add("name", &apic::name, name{}, "of the fabric in metrics and state");
  aci
    .add("addresses", &apic::addresses, apic_addresses{},
         "of its APICs; the next is taken when one fails")
    .also
    = {"ACI_APIC"};
  aci.add("user", &apic::user, text{}, "name of the account").also = {"ACI_USERNAME"};
  aci.add("user_file", &apic::user_file, text{}, "file that holds the account's name instead");
  auto& password
    = aci.add("password", &apic::password, hidden{}, "of the account; better a password_file");
  password.also = {"ACI_PASSWORD"};
  password.from_file = false;
  aci.add("password_file", &apic::password_file, text{},
          "file that holds the password; watched for changes");
  aci.add("login_domain", &apic::login_domain, text{},
          "of a remote account; empty: the APIC's own accounts");
  aci.add("key_file", &apic::key_file, text{},
          "file that holds an RSA key: requests are signed, and there is no password");
  aci.add("certificate", &apic::certificate, text{},
          "the key's name at the APIC; empty: the account's with .crt behind");
  aci.add("app_user", &apic::app_user, yes_no{},
          "the certificate belongs to an application's account");
  add_trust_keys(aci);
}

void fabric_keys(section<apic>& aci) {
  aci.add("cluster_id", &apic::cluster_id, mark_id{},
          "part of our mark, so that clusters can share a fabric; empty: the original's mark");
  aci.add("adopt_plain_marker", &apic::adopt_plain_marker, yes_no{},
          "with a cluster_id: what is wished and bears the mark without one is ours");
  aci.add("collected", &apic::collected, l3outs{},
          "without a cluster_id: where what nobody refers to is removed");
  aci.add("expose_pod_ips", &apic::expose_pod_ips, yes_no{},
          "publish Pods, unless an annotation says otherwise");
  aci.add("host_network", &apic::host_network, yes_no{},
          "publish the node's address for Pods that use it");
  aci.add("families", &apic::publish,
          one_of<families>{
            {{"both", families::both}, {"ipv4", families::ipv4}, {"ipv6", families::ipv6}}},
          "of the addresses that are published");
  aci.add("ranges", &apic::ranges, address_ranges{},
          "within which addresses are published; empty: anywhere");
  aci.add("grants", &apic::grants, grants{}, "what annotations may name; empty: anything");
  aci.add("report", &apic::report, yes_no{},
          "write how a Deployment stands into an annotation of it");
  aci.add("report_annotation", &apic::report_annotation, annotation_key{}, "that annotation");
}

void apic_pace_keys(section<apic>& aci) {
  add_debounce_keys(aci);
  aci.add("resync", &apic::resync, duration{10s, 24h}, "between two full comparisons");
  aci.add("settling", &apic::settling, duration{0s, 10min},
          "from a new EEPG to a comparison of its L3Out");
  aci.add("brake_count", &apic::brake_count, whole{0, 1'000'000},
          "removals of ownerless things that never wait for a second comparison");
  aci.add("brake_share", &apic::brake_share, decimal{0, 1}, "of all that is ours: the same");
  aci.add("brake_wait", &apic::brake_wait, whole_seconds{{1s, 24h}}, "between the two comparisons");
  aci.add("batch_children", &apic::batch_children, whole{1, 10'000}, "objects in one request");
  aci.add("batch_bytes", &apic::batch_bytes, bytes{1U << 10U, 16U << 20U}, "of one request");
  aci.add("rate", &apic::rate, decimal{0.1, 1'000}, "writes per second");
  aci.add("burst", &apic::burst, whole{1, 10'000}, "writes at once, after a pause");
  aci.add("subscription_lifetime", &apic::subscription_lifetime, whole_seconds{{60s, 24h}},
          "asked for; a subscription is refreshed at a third of it");
  aci.add("between_subscriptions", &apic::between_subscriptions, duration{0s, 10s},
          "calls that make or refresh one");
  add_retry_keys(aci);
  aci.add("refused_first", &apic::refused_first, duration{1s, 1h},
          "after a refused log-in; doubles");
  aci.add("refused_cap", &apic::refused_cap, duration{1s, 24h}, "longest pause of that sort");
  aci.add("max_body_bytes", &apic::max_body_bytes, bytes{64U << 10U, 1U << 30U}, "of an answer");
}

} // namespace

void add_aci_keys(std::vector<key>& list) {
  section<apic> aci{"aci", &settings::aci, list};
  apic_identity_keys(aci);
  fabric_keys(aci);
  apic_pace_keys(aci);
}

} // namespace weft::config
