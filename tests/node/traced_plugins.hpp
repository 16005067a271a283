#pragma once

#include "tests/folder.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::tests {

/// Plugins of the distribution, each behind a script that writes down what it is asked. Skips the
/// test when one of them is not there.
class traced_plugins {
public:
  explicit traced_plugins(const std::vector<std::string_view>& types);

  /// A plugin of the test's own: a shell script.
  void add(const std::string& type, const std::string& script) const;
  /// Where the scripts are, and where the distribution's plugins.
  std::string scripts() const { return (here_.path() / "bin").string(); }
  const std::string& real() const { return real_; }
  /// Both, as a CNI_PATH.
  std::string path_list() const { return scripts() + ":" + real_; }
  /// "ADD bridge net1": every call but VERSION, in the order of their beginning.
  std::vector<std::string> calls() const;
  std::size_t count(std::string_view call) const;

private:
  folder here_;
  std::string real_;
};

} // namespace weft::tests
