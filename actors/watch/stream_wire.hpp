#pragma once

#include "adapters/k8s/client.hpp"
#include "protocol/messages.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace weft {

/// Decodes the answer to a list request. Any thread.
listing decode_listing(const k8s::kind& kind, const result<k8s::response>& answer);

/// Decodes the lines of one read of a watch; each lies in memory as stream_events promises.
std::vector<stream_event> decode_events(const k8s::kind& kind,
                                        const std::vector<std::string_view>& lines);

} // namespace weft
