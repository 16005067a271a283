#include "adapters/files.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace weft {

result<std::string> read_file(const std::filesystem::path& from) {
  const auto unreadable = [&](int error) {
    return fault{errc::refused,
                 "cannot read " + from.string() + ": " + std::generic_category().message(error),
                 {},
                 {}};
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(from, ignored))
    return unreadable(EISDIR); // opening one succeeds; only reading it would fail, by an exception
  errno = 0;
  std::ifstream file{from, std::ios::binary};
  if (!file)
    return unreadable(errno);
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

} // namespace weft
