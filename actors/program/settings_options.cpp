#include "actors/program/settings_options.hpp"

#include "actors/program/name.hpp"
#include "adapters/settings/keys.hpp"
#include "adapters/settings/reader.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace weft {

namespace {

constexpr std::string_view one_of = "one of ";

/// What the help shows after the flag: the words it takes where these are few, or FILE.
std::string shape_of(const config::key& which) {
  if (which.allowed == "true or false")
    return "{true,false}";
  if (which.allowed.starts_with(one_of)) {
    auto words = which.allowed.substr(one_of.size());
    std::erase(words, ' ');
    return "{" + words + "}";
  }
  return which.path.ends_with("_file") || which.path.ends_with("kubeconfig") ? "FILE" : "TEXT";
}

} // namespace

void offer_settings(CLI::App& to, given_settings& given, const std::set<std::string>& sections) {
  to.add_option("-c,--config", given.file,
                "YAML file with settings; config/weft.yaml shows them all")
    ->envname("WEFT_CONFIG")
    ->type_name("FILE");
  for (const auto& key : config::keys()) {
    if (!key.from_file)
      continue;
    const auto section = key.path.substr(0, key.path.find('.'));
    const bool is_shown = sections.empty() || sections.contains(section);
    to.add_option(config::flag_name(key), given.flags[key.path],
                  key.help + " (" + key.allowed + ")")
      ->type_name(shape_of(key))
      ->group(is_shown ? section : std::string{}); // of no group: hidden
  }
}

std::optional<settings> read_settings(const given_settings& given, bool for_agent) {
  config::sources from;
  from.file = given.file;
  from.for_agent = for_agent;
  from.environment = config::process_environment();
  from.environment.erase("WEFT_CONFIG");
  for (const auto& [path, text] : given.flags)
    if (!text.empty())
      from.flags.emplace_back(path, text);
  auto read = config::read(from);
  for (const auto& wrong : read.complaints)
    std::cerr << program_name() << ": " << config::to_string(wrong) << '\n';
  if (!read.complaints.empty())
    return std::nullopt;
  return std::move(read.values);
}

} // namespace weft
