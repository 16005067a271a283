#include "protocol/k8s/projection.hpp"

#include <algorithm>

namespace weft::k8s {

const std::string* find(const string_pairs& pairs, std::string_view name) {
  for (const auto& [key, held] : pairs)
    if (key == name)
      return &held;
  return nullptr;
}

bool has_finalizer(const object_meta& meta, std::string_view finalizer) {
  return std::find(meta.finalizers.begin(), meta.finalizers.end(), finalizer)
         != meta.finalizers.end();
}

} // namespace weft::k8s
