#include "tests/node/traced_plugins.hpp"

#include "tests/node/stage.hpp"

#include <algorithm>
#include <fstream>

namespace weft::tests {

traced_plugins::traced_plugins(const std::vector<std::string_view>& types)
  : real_(requires_plugins(types)) {
  for (const auto type : types)
    add(std::string{type}, "exec " + real_ + "/" + std::string{type});
}

void traced_plugins::add(const std::string& type, const std::string& script) const {
  const auto fresh
    = here_.write("fresh/" + type, "#!/bin/sh\n[ $CNI_COMMAND = VERSION ] || echo \"$CNI_COMMAND "
                                     + type + " $CNI_IFNAME\" >> "
                                     + (here_.path() / "calls").string() + "\n" + script + "\n");
  std::filesystem::permissions(fresh, std::filesystem::perms::owner_all);
  std::filesystem::create_directories(here_.path() / "bin");
  std::filesystem::rename(fresh, here_.path() / "bin" / type);
}

std::vector<std::string> traced_plugins::calls() const {
  std::vector<std::string> out;
  std::ifstream from{here_.path() / "calls"};
  for (std::string line; std::getline(from, line);)
    out.push_back(line);
  return out;
}

std::size_t traced_plugins::count(std::string_view call) const {
  const auto all = calls();
  return static_cast<std::size_t>(std::count(all.begin(), all.end(), call));
}

} // namespace weft::tests
