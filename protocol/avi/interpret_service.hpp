#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// Whether objects of a namespace are ours to serve at all.
/// @param index For the labels of the namespace.
bool is_chosen(const settings& how, const std::string& ns, const view& index);

/// Whether a Service is to be balanced by us. @see avi.md 5.1
/// @param index For the labels of its namespace.
bool is_handled(const settings& how, const k8s::projection& service, const view& index);

/// Whether a Service wants any attention: it asks for a balancer, or still bears words of ours.
bool concerns(const k8s::projection& service);

/// What a Service means: its VirtualService with all that belongs to it, and the names it claims.
/// @see avi.md 5
interpretation interpret_service(const settings& how, const k8s::projection& service,
                                 const view& index);

} // namespace weft::avi
