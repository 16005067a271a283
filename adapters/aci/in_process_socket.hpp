#pragma once

#include "adapters/aci/client.hpp"
#include "adapters/aci/switchboard.hpp"

#include <memory>

namespace weft::aci {

/// The event socket of an in_process client. A frozen one ends after as long as the real client's
/// pings would take to notice.
std::unique_ptr<event_socket> open_in_process_socket(sim::switchboard& through, std::size_t node,
                                                     net::http_request what,
                                                     std::chrono::milliseconds deadline,
                                                     socket_events events);

} // namespace weft::aci
