#pragma once

#include "protocol/cni/settings.hpp"
#include "protocol/cni/wished_pod.hpp"
#include "protocol/domain.hpp"

#include <string_view>

/// From what an annotation names to what can be attached. @see cni.md 1.5, 4
namespace weft::cni {

/// The element with its network, or with the reason why it has none.
wished_element resolve(const settings& how, std::string_view pod_namespace, const element& what,
                       const view& index);

/// The network that an entry of the status annotation names, whatever a Pod may use; null: there is
/// none, or it cannot be run.
snapshot<network_plan> network_named(const settings& how, const network_reference& which,
                                     const view& index);

} // namespace weft::cni
