#pragma once

#include "adapters/aci/client.hpp"
#include "adapters/net/web_socket.hpp"

#include <memory>

namespace weft::aci {

/// How an event socket's end is told: the carrier's words in this client's.
fault explain_end(const net::web_socket_end& how);

/// What a message is to this client.
socket_word read_word(const net::web_socket_message& from);

/// Carries what a web socket tells to the listener of an event socket.
net::web_socket_events carry_to(socket_events events);

} // namespace weft::aci
