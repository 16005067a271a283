#include "actors/program/completion.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <iostream>

namespace weft {

namespace {

/// "{a,b}" → a, b.
std::vector<std::string> words_in(const std::string& shape) {
  std::vector<std::string> out;
  if (!shape.starts_with("{") || !shape.ends_with("}"))
    return out;
  std::string word;
  for (const auto letter : shape.substr(1))
    if (letter == ',' || letter == '}')
      out.push_back(std::exchange(word, {}));
    else
      word += letter;
  return out;
}

offered_option option_of(const CLI::Option& from) {
  offered_option out;
  for (const auto& name : from.get_lnames())
    out.names.push_back("--" + name);
  for (const auto& name : from.get_snames())
    out.names.push_back("-" + name);
  out.help = from.get_description();
  out.takes_value = from.get_items_expected_max() > 0;
  out.takes_file = from.get_type_name() == "FILE";
  out.values = words_in(from.get_type_name());
  return out;
}

offered_command command_of(const CLI::App& from, std::string name) {
  offered_command out;
  out.name = std::move(name);
  out.help = from.get_description().substr(0, from.get_description().find('\n'));
  for (const auto* option : from.get_options())
    if (!option->get_group().empty()) // else it is hidden
      out.options.push_back(option_of(*option));
  return out;
}

bool is_option(const std::string& word) {
  return word.starts_with("-");
}

const offered_command& command_in(const std::vector<offered_command>& offers,
                                  const std::vector<std::string>& words) {
  const auto typed = std::find_if_not(words.begin(), words.end(), is_option);
  const auto known = std::find_if(offers.begin(), offers.end(), [&](const auto& one) {
    return typed != words.end() && one.name == *typed;
  });
  return known == offers.end() ? offers.front() : *known;
}

} // namespace

std::vector<offered_command> offers_of(const CLI::App& app) {
  std::vector<offered_command> out{command_of(app, {})};
  for (const auto* one : app.get_subcommands({}))
    out.push_back(command_of(*one, one->get_name()));
  offered_option commands;
  for (std::size_t i = 1; i < out.size(); ++i)
    commands.values.push_back(out[i].name);
  out.front().options.push_back(std::move(commands));
  return out;
}

std::vector<std::string> complete(const std::vector<offered_command>& offers,
                                  const std::vector<std::string>& words) {
  std::vector<std::string> fitting;
  if (words.empty())
    return fitting;
  const auto& typed = words.back();
  const std::vector<std::string> before{words.begin(), words.end() - 1};
  const auto offer = [&](const std::vector<std::string>& some) {
    std::copy_if(some.begin(), some.end(), std::back_inserter(fitting),
                 [&](const std::string& one) { return one.starts_with(typed); });
  };
  const auto& command = command_in(offers, before);
  for (const auto& option : command.options)
    if (!before.empty() && option.takes_value
        && std::find(option.names.begin(), option.names.end(), before.back())
             != option.names.end()) {
      offer(option.values);
      return fitting;
    }
  for (const auto& option : command.options)
    offer(option.names.empty() ? option.values : option.names);
  return fitting;
}

bool completes_for_kubectl() {
  return std::string_view{program_invocation_short_name} == "kubectl_complete-weft";
}

int complete_for_kubectl(const std::vector<offered_command>& offers,
                         const std::vector<std::string>& words) {
  for (const auto& one : complete(offers, words))
    std::cout << one << '\n';
  std::cout << ":4\n";
  return 0;
}

} // namespace weft
