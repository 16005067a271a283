#pragma once

#include "adapters/settings/keys.hpp"
#include "adapters/settings/kinds.hpp"
#include "adapters/settings/section.hpp"

#include <vector>

/// The sections of the domains, in the order of config/weft.yaml.
namespace weft::config {

/// Keys that every controller has, in three lots.
template <class Section>
void add_trust_keys(section<Section>& to) {
  to.add("ca_file", &Section::ca_file, text{}, "PEM bundle to trust; empty: the system's");
  to.add("insecure_skip_tls_verify", &Section::insecure_skip_tls_verify, yes_no{},
         "trust any certificate");
}

template <class Section>
void add_debounce_keys(section<Section>& to) {
  using namespace std::chrono_literals;
  to.add("debounce", &Section::debounce, duration{0s, 1min}, "quiet time before a write");
  to.add("debounce_cap", &Section::debounce_cap, duration{0s, 10min},
         "at the latest after the first change");
}

template <class Section>
void add_retry_keys(section<Section>& to) {
  using namespace std::chrono_literals;
  to.add("retry_first", &Section::retry_first, duration{100ms, 1min},
         "after the first failure; doubles");
  to.add("retry_cap", &Section::retry_cap, duration{1s, 1h}, "longest pause between retries");
}

void add_velocloud_keys(std::vector<key>& list);
void add_aci_keys(std::vector<key>& list);
void add_avi_keys(std::vector<key>& list);
void add_cni_keys(std::vector<key>& list);

} // namespace weft::config
