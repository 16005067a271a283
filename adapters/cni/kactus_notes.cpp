#include "adapters/cni/kactus_notes.hpp"

#include "adapters/files.hpp"
#include "protocol/cni/names.hpp"

namespace weft::cni {

std::vector<kactus_attachment> read_kactus_notes(const std::string& sandbox,
                                                 const std::filesystem::path& folder) {
  const auto path = folder / sandbox;
  std::error_code failed;
  if (!is_cni_name(sandbox) || !std::filesystem::is_regular_file(path, failed))
    return {};
  const auto text = read_file(path);
  return text ? read_kactus_file(*text) : std::vector<kactus_attachment>{};
}

} // namespace weft::cni
