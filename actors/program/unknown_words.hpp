#pragma once

#include <CLI/App.hpp>

#include <string>

namespace weft {

/// The command of that name, or null.
const CLI::App* find_command(const CLI::App& app, const std::string& name);

/// "{run,plan}", as the help shows words to choose from.
std::string names_of_commands(const CLI::App& app);

/// `weft: no command "stat"; did you mean state?`, with a newline.
std::string unknown_command(const CLI::App& app, const std::string& name);

/// What a parsed command line holds that its command does not take: one line per word, the nearest
/// option named with each.
std::string unknown_words(const CLI::App& app);

/// Why a command line was not taken, in a line that begins with the program's name.
std::string refused_words(const CLI::App& app, const CLI::ParseError& why);

} // namespace weft
