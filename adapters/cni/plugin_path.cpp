#include "adapters/cni/plugin_path.hpp"

#include <sys/stat.h>

namespace weft::cni {

plugin_search find_plugin_file(std::string_view type, std::string_view path_list) {
  plugin_search out;
  if (type.empty() || type == "." || type == ".." || type.find('/') != std::string_view::npos
      || type.find('\0') != std::string_view::npos)
    return out;
  while (!path_list.empty() && !out.found) {
    const auto end = path_list.find(':');
    const auto folder = path_list.substr(0, end);
    path_list = end == std::string_view::npos ? std::string_view{} : path_list.substr(end + 1);
    if (folder.empty())
      continue;
    auto path = std::string{folder} + "/" + std::string{type};
    struct stat seen = {};
    out.tried.push_back(path);
    if (::stat(path.c_str(), &seen) == 0 && S_ISREG(seen.st_mode))
      out.found = plugin_file{std::move(path), seen.st_dev, seen.st_ino,
                              seen.st_mtim.tv_sec * 1'000'000'000 + seen.st_mtim.tv_nsec};
  }
  return out;
}

} // namespace weft::cni
