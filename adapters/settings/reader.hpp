#pragma once

#include "protocol/settings.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::config {

/// Where settings come from; the later wins: defaults, file, environment, flags.
struct sources {
  std::string file; ///< YAML; empty: none
  std::map<std::string, std::string> environment;
  std::vector<std::pair<std::string, std::string>> flags; ///< path of a key, text
  bool for_agent = false; ///< they are a node's agent's, whose name is then needed
};

/// What is wrong with one of them.
struct complaint {
  std::string where; ///< "weft.yaml:12", "environment VCO_URL", "flag --velocloud-url"
  std::string key;   ///< "velocloud.url"; empty: about the source as a whole
  std::string what;  ///< one clause with what is allowed

  bool operator==(const complaint&) const = default;
};

/// "weft.yaml:12: velocloud.adopt: must be ..."
std::string to_string(const complaint& about);

/// Settings, or everything that is wrong with them: nobody may start while `complaints` holds one.
struct reading {
  settings values;
  std::map<std::string, std::string> origins; ///< key → `complaint::where`; absent: the default
  std::vector<complaint> complaints;
};

/// Reads and checks everything before it answers. Refuses unknown keys (naming the nearest),
/// unknown WEFT_ variables other than those a Kubernetes Service causes, and values out of range.
reading read(const sources& from);

/// The same for text that is already here. @param name stands for the file in complaints.
reading read_text(std::string_view yaml, const std::string& name, const sources& rest = {});

/// The environment of this process.
std::map<std::string, std::string> process_environment();

} // namespace weft::config
