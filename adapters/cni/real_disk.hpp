#pragma once

#include "adapters/cni/disk.hpp"

namespace weft::cni {

/// The tree below a directory of this machine. Any thread.
class real_disk : public disk {
public:
  /// @param root Absolute. Made with the first folder.
  explicit real_disk(std::string root) : root_(std::move(root)) {}

  std::optional<fault> make_folder(const std::string& path) override;
  result<std::vector<std::string>> list(const std::string& folder) override;
  result<std::string> read(const std::string& path) override;
  std::optional<fault> write(const std::string& path, const std::string& bytes) override;
  std::optional<fault> sync(const std::string& path) override;
  std::optional<fault> rename(const std::string& from, const std::string& to) override;
  std::optional<fault> remove(const std::string& path) override;
  std::optional<fault> sync_folder(const std::string& folder) override;

private:
  std::string at(const std::string& path) const { return root_ + "/" + path; }

  std::string root_;
};

} // namespace weft::cni
