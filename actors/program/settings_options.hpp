#pragma once

#include "protocol/settings.hpp"

#include <CLI/App.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>

namespace weft {

/// What the command line says about the settings.
struct given_settings {
  std::string file;                         ///< --config
  std::map<std::string, std::string> flags; ///< by the key's path; empty: not given
};

/// Lets a command take a settings file and every setting that may be seen on a command line.
/// @param given Outlives the parsing.
/// @param sections That the help shows; empty: all. The others are taken as well.
void offer_settings(CLI::App& to, given_settings& given,
                    const std::set<std::string>& sections = {});

/// Flags, environment and file, read as one. @returns nothing after having said what is wrong.
/// @param for_agent They are a node's agent's.
std::optional<settings> read_settings(const given_settings& given, bool for_agent = false);

} // namespace weft
