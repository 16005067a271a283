#pragma once

#include "protocol/aci/records.hpp"
#include "protocol/aci/settings.hpp"
#include "protocol/k8s/projection.hpp"

#include <string>
#include <vector>

namespace weft::aci {

/// An address that will not be published although it is there.
struct ignored_address {
  bool warning = false; ///< it is at fault, and not merely unwanted
  std::string why;      ///< "is …"
  object_key of;
  std::string text;

  bool operator==(const ignored_address&) const = default;
};

/// What one Pod or Service adds to the wish of the Deployment it belongs to.
struct addition {
  std::vector<claim> claims;
  std::vector<ignored_address> ignored;

  bool operator==(const addition&) const = default;
};

/// What a Pod adds where Pods are published at all: nothing once it is terminal, nothing while it
/// has no address, and nothing on its node's network unless the settings say so. @see aci.md 8.1
addition of_pod(const settings& how, const k8s::projection& pod);

/// What a Service adds to each Deployment that it serves. A name in place of an address is nothing.
addition of_service(const settings& how, const k8s::projection& service);

/// Whether the Service adds something and its selector is satisfied by these labels. An empty
/// selector is satisfied by none.
bool serves(const k8s::projection& service, const k8s::string_pairs& labels);

} // namespace weft::aci
