#pragma once

#include <CLI/App.hpp>

#include <functional>

namespace weft {

/// What the command line asks for; its answer is the process's exit code.
using chosen_command = std::function<int()>;

/// Puts every command with its options on the menu. Parsing a command line fills in `chosen`.
/// @param chosen Outlives the parsing, as do the options, which the commands hold.
void offer_commands(CLI::App& app, chosen_command& chosen);

} // namespace weft
