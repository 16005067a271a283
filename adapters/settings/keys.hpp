#pragma once

#include "protocol/settings.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::config {

/// One thing an operator can set: what the reader, `--help` and the example file know about it.
struct key {
  std::string path;      ///< in the file: "velocloud.min_write_interval"
  std::string help;      ///< one line
  std::string allowed;   ///< "a duration between 1s and 1h", "one of never, matching, always"
  bool from_file = true; ///< false: a secret; the environment alone may hold it
  bool list = false;     ///< the file may give several; elsewhere they stand between commas
  std::vector<std::string> also; ///< names of other programs' environment variables that mean this

  /// Takes the text over. @returns false when it is not `allowed`; `into` is unchanged then.
  std::function<bool(std::string_view text, settings& into)> read;
  /// The value as the file would have it; a secret shows nothing.
  std::function<std::string(const settings& from)> show;
};

/// Every key, section by section, in the order of config/weft.yaml.
const std::vector<key>& keys();

/// The key of that path, or null.
const key* find_key(std::string_view path);

/// "WEFT_VELOCLOUD_MIN_WRITE_INTERVAL".
std::string environment_name(const key& which);

/// "--velocloud-min-write-interval".
std::string flag_name(const key& which);

} // namespace weft::config
