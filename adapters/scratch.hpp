#pragma once

#include <filesystem>
#include <string>

namespace weft {

/// A folder of its owner's alone, which goes with it. Throws std::filesystem::filesystem_error when
/// it cannot be made.
class scratch {
public:
  scratch();
  ~scratch();
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  /// @returns where the file is.
  std::filesystem::path write(const std::string& name, const std::string& text) const;

private:
  std::filesystem::path path_;
};

} // namespace weft
