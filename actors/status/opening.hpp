#pragma once

#include "actors/catalogue.hpp"
#include "adapters/status/server.hpp"
#include "adapters/status/vital_signs.hpp"

#include <caf/actor_system.hpp>

#include <string>

namespace weft {

/// Spawns the board below which `root` stands and lets `server` show what it hands out. The board
/// ends with the root; the server answers for as long as it lives, the state with an empty dump.
/// @param signs Outlives the actors.
void open_board(caf::actor_system& system, const parent_actor& root, status::server& server,
                status::vital_signs& signs, std::string version);

} // namespace weft
