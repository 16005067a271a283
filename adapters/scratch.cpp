#include "adapters/scratch.hpp"

#include <fstream>
#include <random>

namespace weft {

namespace fs = std::filesystem;

scratch::scratch()
  : path_(fs::temp_directory_path() / ("weft-" + std::to_string(std::random_device{}()))) {
  fs::create_directories(path_);
  fs::permissions(path_, fs::perms::owner_all);
}

scratch::~scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path scratch::write(const std::string& name, const std::string& text) const {
  const auto file = path_ / name;
  std::ofstream{file} << text;
  return file;
}

} // namespace weft
