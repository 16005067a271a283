#pragma once

#include "protocol/cni/chain.hpp"
#include "protocol/cni/execution.hpp"
#include "protocol/cni/plugin_error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// One verb over the whole list of an attachment, plugin by plugin: says what is to be run next,
/// and is told what came of it. ADD and CHECK end with the first error, DEL goes on and tells the
/// first.
/// @see cni.md 5.4
class chain_run {
public:
  /// @param what ADD, DEL or CHECK.
  chain_run(verb what, attachment_record attachment, network_plan plan, std::string plugin_path);

  /// What is to be run now; nothing: it is over.
  std::optional<invocation> next() const;
  /// What came of it.
  void take(const execution& came);

  /// The first error so far; nothing: there was none.
  const std::optional<plugin_error>& error() const { return error_; }
  /// Of an ADD that is over without error.
  const json::value& result() const { return previous_; }
  /// Whether a failed ADD may have left something: a DEL of the whole list must follow.
  bool left_something() const;

private:
  verb what_;
  attachment_record attachment_;
  network_plan plan_;
  std::string plugin_path_;
  std::vector<std::size_t> order_;
  std::size_t at_ = 0;
  json::value previous_;
  std::optional<plugin_error> error_;
  bool ran_ = false;
  bool turned_away_ = false; ///< by the first plugin, which has touched nothing
};

} // namespace weft::cni
