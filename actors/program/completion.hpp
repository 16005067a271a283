#pragma once

#include <CLI/App.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// What shells need to know to complete weft's words; taken from the commands themselves.
namespace weft {

/// An option, or a word of its own place.
struct offered_option {
  std::vector<std::string> names; ///< "--output", "-o"; empty: a word without a name
  std::string help;
  std::vector<std::string> values; ///< one of these follows; empty: anything may
  bool takes_value = true;
  bool takes_file = false;
};

struct offered_command {
  std::string name; ///< empty: what may stand before any command
  std::string help; ///< its first line
  std::vector<offered_option> options;
};

/// All commands, the nameless one first.
std::vector<offered_command> offers_of(const CLI::App& app);

enum class shell : std::uint8_t { bash, zsh, fish };

/// The script for a shell. It holds every word and asks nobody when it completes.
std::string write_completion(const std::vector<offered_command>& offers, shell which);

/// What may stand where the last of `words` is being typed, by its beginning.
std::vector<std::string> complete(const std::vector<offered_command>& offers,
                                  const std::vector<std::string>& words);

/// Whether kubectl asks for a plugin's completion: the program was called kubectl_complete-weft.
bool completes_for_kubectl();

/// Answers kubectl: a word per line, then ":4", which means not to offer files.
/// @returns the exit code.
int complete_for_kubectl(const std::vector<offered_command>& offers,
                         const std::vector<std::string>& words);

} // namespace weft
