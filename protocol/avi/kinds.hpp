#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/k8s/kind.hpp"

#include <string>
#include <vector>

namespace weft::avi {

/// Node, Service and Ingress (acted on), EndpointSlice, Namespace where namespaces are chosen, what
/// Ingresses refer to, and what else tells of Pod CIDRs, as this domain watches them.
/// @see avi.md 4.3, 5.1, 7.1
std::vector<k8s::kind> kinds(const settings& how);

/// Under which words an object is looked for besides its own name: an EndpointSlice under its
/// Service, a BlockAffinity or a HostSubnet under its node, an Ingress under what it refers to.
std::vector<std::string> index_words(const k8s::projection& object);

/// The word for all slices of a Service.
std::string slices_word(const std::string& ns, const std::string& service);
/// The word for all Ingresses that refer to a Service, and that for those of a Secret.
std::string backend_word(const std::string& ns, const std::string& service);
std::string secret_word(const std::string& ns, const std::string& secret);
/// The word for all that tells a node's Pod CIDRs.
std::string sources_word(const std::string& node);

} // namespace weft::avi
