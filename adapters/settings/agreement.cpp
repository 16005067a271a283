#include "adapters/settings/agreement.hpp"

#include "adapters/settings/words.hpp"
#include "protocol/aci/names.hpp"

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

void check_vco(agreement& must, const velocloud_settings& vco) {
  must.require(vco.debounce <= vco.debounce_cap, "velocloud.debounce",
               "must not exceed velocloud.debounce_cap (" + write_duration(vco.debounce_cap) + ")");
  must.require(vco.retry_first <= vco.retry_cap, "velocloud.retry_first",
               "must not exceed velocloud.retry_cap (" + write_duration(vco.retry_cap) + ")");
  must.require(!vco.insecure_skip_tls_verify || vco.ca_file.empty(),
               "velocloud.insecure_skip_tls_verify",
               "contradicts velocloud.ca_file: trust that bundle, or anything, but not both");
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
  must.require(apic.debounce <= apic.debounce_cap, "aci.debounce",
               "must not exceed aci.debounce_cap (" + write_duration(apic.debounce_cap) + ")");
  must.require(apic.retry_first <= apic.retry_cap, "aci.retry_first",
               "must not exceed aci.retry_cap (" + write_duration(apic.retry_cap) + ")");
  must.require(apic.refused_first <= apic.refused_cap, "aci.refused_first",
               "must not exceed aci.refused_cap (" + write_duration(apic.refused_cap) + ")");
  must.require(!apic.insecure_skip_tls_verify || apic.ca_file.empty(),
               "aci.insecure_skip_tls_verify",
               "contradicts aci.ca_file: trust that bundle, or anything, but not both");
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

} // namespace

void check_agreement(reading& about) {
  agreement must{about};

  auto& lease = about.values.lease;
  must.require(lease.renew_deadline < lease.duration, "lease.renew_deadline",
               "must be shorter than lease.duration (" + write_duration(lease.duration) + ")");
  must.require(lease.retry_period * 6 < lease.renew_deadline * 5, "lease.retry_period",
               "1.2 times this must be shorter than lease.renew_deadline ("
                 + write_duration(lease.renew_deadline) + ")");

  check_vco(must, about.values.velocloud);
  check_fabric(must, about.values.aci);
}

} // namespace weft::config
