#include "adapters/files.hpp"

#include <fstream>
#include <iterator>

namespace weft {

std::optional<std::string> read_file(const std::filesystem::path& from) {
  std::error_code ignored;
  if (std::filesystem::is_directory(from, ignored))
    return std::nullopt; // opening one succeeds; only reading it would fail, by an exception
  std::ifstream file{from, std::ios::binary};
  if (!file)
    return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

} // namespace weft
