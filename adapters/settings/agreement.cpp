#include "adapters/settings/agreement.hpp"

#include "adapters/settings/words.hpp"
#include "protocol/aci/names.hpp"
#include "protocol/avi/helm.hpp"

namespace weft::config {

namespace {

class agreement {
public:
  explicit agreement(reading& about) : about_(about) {}

  void require(bool holds, const std::string& key, const std::string& what) {
    if (holds)
      return;
    auto origin = about_.origins.find(key);
    about_.complaints.push_back(
      {origin == about_.origins.end() ? "default" : origin->second, key, what});
  }

private:
  reading& about_;
};

/// What is true of every controller's settings.
void check_controller(agreement& must, const std::string& section, const controller_settings& how,
                      const controller_way& way) {
  const auto in_order = [&](const std::string& less, std::chrono::milliseconds a,
                            const std::string& more, std::chrono::milliseconds b) {
    must.require(a <= b, section + "." + less,
                 "must not exceed " + section + "." + more + " (" + write_duration(b) + ")");
  };
  in_order("debounce", how.debounce, "debounce_cap", how.debounce_cap);
  in_order("retry_first", how.retry_first, "retry_cap", how.retry_cap);
  must.require(!how.insecure_skip_tls_verify || way.ca_file.empty(),
               section + ".insecure_skip_tls_verify",
               "contradicts " + section + ".ca_file: trust that bundle, or anything, but not both");
}

void check_vco(agreement& must, const velocloud_settings& vco) {
  check_controller(must, "velocloud", vco, vco);
  must.require(vco.user_file.empty() == vco.password_file.empty(),
               vco.user_file.empty() ? "velocloud.password_file" : "velocloud.user_file",
               "velocloud.user_file and velocloud.password_file belong together");
  if (!vco.enabled)
    return;
  must.require(!vco.url.empty(), "velocloud.url",
               "must be set when velocloud.enabled is true (also as VCO_URL)");
  auto ways_in = (vco.token.empty() ? 0 : 1) + (vco.token_file.empty() ? 0 : 1)
                 + (vco.user_file.empty() ? 0 : 1);
  must.require(ways_in == 1, "velocloud.token_file",
               "exactly one of token_file, user_file with password_file, and the environment's "
               "VCO_TOKEN must be set when velocloud.enabled is true");
}

void check_fabric(agreement& must, const aci_settings& apic) {
  check_controller(must, "aci", apic, apic);
  must.require(apic.refused_first <= apic.refused_cap, "aci.refused_first",
               "must not exceed aci.refused_cap (" + write_duration(apic.refused_cap) + ")");
  must.require(!apic.adopt_plain_marker || !apic.cluster_id.empty(), "aci.adopt_plain_marker",
               "means nothing without aci.cluster_id");
  must.require(apic.collected.empty() || apic.cluster_id.empty(), "aci.collected",
               "means nothing with aci.cluster_id: then all that bears our mark is looked after");
  must.require(apic.report_annotation != aci::annotation::l3out, "aci.report_annotation",
               "is the annotation by which a Deployment asks; choose another");
  if (!apic.enabled)
    return;
  must.require(!apic.addresses.empty(), "aci.addresses",
               "must be set when aci.enabled is true (also as ACI_APIC)");
  must.require(apic.user.empty() != apic.user_file.empty(), "aci.user",
               "either user (also as ACI_USERNAME) or user_file must be set when aci.enabled is "
               "true");
  const auto ways_in = (apic.password.empty() ? 0 : 1) + (apic.password_file.empty() ? 0 : 1)
                       + (apic.key_file.empty() ? 0 : 1);
  must.require(ways_in == 1, "aci.password_file",
               "exactly one of password_file, key_file and the environment's ACI_PASSWORD must be "
               "set when aci.enabled is true");
}

void check_balancer(agreement& must, const avi_settings& avi) {
  check_controller(must, "avi", avi, avi);
  if (!avi.enabled)
    return;
  must.require(!avi.addresses.empty(), "avi.addresses",
               "must be set when avi.enabled is true (also as CTRL_IPADDRESS)");
  must.require(avi.user.empty() != avi.user_file.empty(), "avi.user",
               "either user (also as CTRL_USERNAME) or user_file must be set when avi.enabled is "
               "true");
  const auto ways_in = (avi.password.empty() ? 0 : 1) + (avi.password_file.empty() ? 0 : 1)
                       + (avi.token.empty() ? 0 : 1) + (avi.token_file.empty() ? 0 : 1);
  must.require(ways_in == 1, "avi.password_file",
               "exactly one of password_file, token_file and the environment's CTRL_PASSWORD and "
               "WEFT_AVI_TOKEN must be set when avi.enabled is true");
  must.require(avi::fault_in(avi).empty(), "avi", avi::fault_in(avi));
}

/// What the keys let pass has to be sound in the domain's eyes as well.
void check_node(agreement& must, cni_settings node) {
  must.require(
    !node.enabled || !node.node_name.empty(), "cni.node_name",
    "must be set for the agent of a node: metadata.name of that Node (also as NODE_NAME, "
    "by the downward API from spec.nodeName); by a wrong guess all that is attached here "
    "would seem to be nobody's");
  const bool in_order = node.chain_timeout >= node.plugin_timeout
                        && node.retry_first <= node.retry_cap
                        && node.missing_first <= node.permanent_retry;
  must.require(node.chain_timeout >= node.plugin_timeout, "cni.chain_timeout",
               "must not be shorter than cni.plugin_timeout (" + write_duration(node.plugin_timeout)
                 + ")");
  must.require(node.retry_first <= node.retry_cap, "cni.retry_first",
               "must not exceed cni.retry_cap (" + write_duration(node.retry_cap) + ")");
  must.require(node.missing_first <= node.permanent_retry, "cni.missing_first",
               "must not exceed cni.permanent_retry (" + write_duration(node.permanent_retry)
                 + ")");
  if (node.node_name.empty())
    node.node_name = "any";
  if (in_order)
    must.require(cni::fault_in(node).empty(), "cni", cni::fault_in(node));
}

} // namespace

void check_agreement(reading& about) {
  agreement must{about};

  auto& lease = about.values.lease;
  must.require(lease.renew_deadline < lease.duration, "lease.renew_deadline",
               "must be shorter than lease.duration (" + write_duration(lease.duration) + ")");
  must.require(lease.retry_period * 6 < lease.renew_deadline * 5, "lease.retry_period",
               "1.2 times this must be shorter than lease.renew_deadline ("
                 + write_duration(lease.renew_deadline) + ")");

  auto vco = about.values.velocloud;
  auto apic = about.values.aci;
  auto avi = about.values.avi;
  if (about.values.cni.enabled) // a node's agent has no credential for them, and needs none
    vco.enabled = apic.enabled = avi.enabled = false;
  check_vco(must, vco);
  check_fabric(must, apic);
  check_balancer(must, avi);
  check_node(must, about.values.cni);
}

} // namespace weft::config
