#include "adapters/settings/reader.hpp"

#include "adapters/files.hpp"
#include "adapters/settings/agreement.hpp"
#include "adapters/settings/keys.hpp"
#include "adapters/settings/take.hpp"
#include "adapters/settings/yaml_file.hpp"
#include "protocol/pattern.hpp"
#include "protocol/suggestion.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace weft::config {

namespace {

/// Variables of ours that are no settings: the file's name, and what the tests read.
constexpr std::array reserved{"WEFT_CONFIG", "WEFT_SEEDS", "WEFT_FIRST_SEED", "WEFT_REQUIRE_ALL"};

/// What Kubernetes puts into every container for a Service whose name begins with "weft".
bool caused_by_a_service(const std::string& variable) {
  static const auto shape
    = *pattern::compile("^WEFT(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|"
                        "PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$");
  return shape.found_in(variable);
}

void take_environment(const std::map<std::string, std::string>& variables, reading& into) {
  auto take_from = [&](const key& known, const std::string& variable) {
    auto found = variables.find(variable);
    if (found == variables.end() || found->second.empty())
      return;
    take(known, found->second, "environment " + variable, into);
  };
  std::vector<std::string> ours;
  for (auto& known : keys()) {
    for (auto& theirs : known.also)
      take_from(known, theirs);
    ours.push_back(environment_name(known));
    take_from(known, ours.back());
  }
  std::vector<std::string_view> names{ours.begin(), ours.end()};
  for (auto& [variable, value] : variables)
    if (variable.starts_with("WEFT_") && std::ranges::find(ours, variable) == ours.end()
        && std::ranges::find(reserved, variable) == reserved.end()
        && !caused_by_a_service(variable))
      into.complaints.push_back(
        {"environment " + variable, "", "no setting has this name" + suggestion(variable, names)});
}

void take_flags(const std::vector<std::pair<std::string, std::string>>& flags, reading& into) {
  for (auto& [path, value] : flags) {
    auto known = find_key(path);
    if (!known)
      into.complaints.push_back({"flag", path, unknown_key(path)});
    else if (!known->from_file)
      into.complaints.push_back({"flag " + flag_name(*known), path,
                                 "a secret on the command line can be seen by everybody; use "
                                   + environment_name(*known) + " or a file"});
    else
      take(*known, value, "flag " + flag_name(*known), into);
  }
}

void take_rest(const sources& from, reading& into) {
  into.values.cni.enabled = from.for_agent;
  take_environment(from.environment, into);
  take_flags(from.flags, into);
  if (into.complaints.empty())
    check_agreement(into);
}

} // namespace

std::string to_string(const complaint& about) {
  return about.where + ": " + (about.key.empty() ? "" : about.key + ": ") + about.what;
}

reading read(const sources& from) {
  if (from.file.empty()) {
    reading defaults;
    take_rest(from, defaults);
    return defaults;
  }
  const auto text = read_file(from.file);
  if (!text) {
    reading none;
    none.complaints.push_back({"settings file", "", text.error().what});
    take_rest(from, none);
    return none;
  }
  return read_text(*text, from.file, from);
}

reading read_text(std::string_view yaml, const std::string& name, const sources& rest) {
  reading result;
  take_yaml(yaml, name, result);
  take_rest(rest, result);
  return result;
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    std::string_view line{*entry};
    auto split = line.find('=');
    if (split != std::string_view::npos)
      all.emplace(line.substr(0, split), line.substr(split + 1));
  }
  return all;
}

} // namespace weft::config
