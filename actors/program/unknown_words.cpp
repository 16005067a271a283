#include "actors/program/unknown_words.hpp"

#include "actors/program/name.hpp"
#include "protocol/suggestion.hpp"

#include <CLI/CLI.hpp>

#include <vector>

namespace weft {

namespace {

std::string nearest_of(const std::string& wrong, const std::vector<std::string>& known) {
  return suggestion(wrong, std::vector<std::string_view>{known.begin(), known.end()});
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> all;
  for (const auto* option : command.get_options())
    for (const auto& name : option->get_lnames())
      all.push_back("--" + name);
  return all;
}

const CLI::App& parsed_command(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : *parsed.front();
}

/// "weft state", as far as that was understood.
std::string asked(const CLI::App& app) {
  const auto& command = parsed_command(app);
  return program_name() + (&command == &app ? "" : " " + command.get_name());
}

} // namespace

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const auto* command : app.get_subcommands({}))
    if (command->get_name() == name)
      return command;
  return nullptr;
}

std::string names_of_commands(const CLI::App& app) {
  std::string out;
  for (const auto* command : app.get_subcommands({}))
    out += (out.empty() ? "" : ",") + command->get_name();
  return "{" + out + "}";
}

std::string unknown_command(const CLI::App& app, const std::string& name) {
  std::vector<std::string> known;
  for (const auto* command : app.get_subcommands({}))
    known.push_back(command->get_name());
  auto near = nearest_of(name, known);
  return program_name() + ": no command \"" + name + "\""
         + (near.empty() ? "; \"" + program_name() + " help\" names them all" : near) + "\n";
}

std::string unknown_words(const CLI::App& app) {
  const auto& command = parsed_command(app);
  const auto who = asked(app);
  std::string out;
  for (const auto& word : app.remaining(true)) {
    const auto name = word.substr(0, word.find('='));
    if (name.starts_with("-"))
      out += who + ": no option \"" + name + "\"" + nearest_of(name, options_of(command)) + "\n";
    else
      out += who + ": \"" + word + "\" is not expected here\n";
  }
  return out;
}

std::string refused_words(const CLI::App& app, const CLI::ParseError& why) {
  const std::string said = why.what();
  const auto who = asked(app);
  const bool is_bare
    = dynamic_cast<const CLI::ArgumentMismatch*>(&why) && said.ends_with(" missing");
  return who + ": " + (is_bare ? said.substr(0, said.find(':')) + ": its value is missing" : said)
         + "; see \"" + who + " --help\"\n";
}

} // namespace weft
