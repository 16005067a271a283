#pragma once

#include "adapters/net/server_connection.hpp"

#include <memory>

namespace weft::net {

/// The exchange as its receiver holds it. Its state is its own, so that a late word of an answered
/// exchange does not reach the next one on the same connection.
/// @param keep Whether the connection goes on after the answer.
std::shared_ptr<http_exchange> hold_exchange(std::shared_ptr<server_connection> on,
                                             http_request asked, bool keep);

} // namespace weft::net
