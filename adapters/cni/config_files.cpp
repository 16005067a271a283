#include "adapters/cni/config_files.hpp"

#include "adapters/files.hpp"
#include "protocol/cni/names.hpp"
#include "protocol/json/value.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace weft::cni {

namespace {

namespace fs = std::filesystem;

/// The files in a folder of which the suffix is one of these, by name.
std::vector<fs::path> files_in(const fs::path& folder,
                               std::initializer_list<const char*> suffixes) {
  std::vector<fs::path> out;
  std::error_code failed;
  for (auto i = fs::directory_iterator{folder, failed}; !failed && i != fs::directory_iterator{};
       i.increment(failed))
    if (std::ranges::find(suffixes, i->path().extension().string()) != suffixes.end()
        && i->is_regular_file(failed))
      out.push_back(i->path());
  std::ranges::sort(out);
  return out;
}

/// Texts of the plugins that lie beside a list. @see cni.md 4.1
std::vector<std::string> texts_beside(const fs::path& list, const std::string& text) {
  std::vector<std::string> out;
  const auto read = json::parse(text);
  const auto network = std::string{read ? read->text_at({"name"}) : std::string_view{}};
  if (list.extension() != ".conflist" || !is_cni_name(network))
    return out;
  for (const auto& path : files_in(list.parent_path() / network, {".conf"}))
    if (auto one = read_file(path))
      out.push_back(*std::move(one));
  return out;
}

} // namespace

std::vector<config_file> read_config_files(const std::string& directory) {
  std::vector<config_file> out;
  for (const auto& path : files_in(directory, {".conf", ".conflist", ".json"}))
    if (auto text = read_file(path)) {
      auto beside = texts_beside(path, *text);
      out.push_back({path.filename().string(), *std::move(text), std::move(beside)});
    }
  return out;
}

} // namespace weft::cni
