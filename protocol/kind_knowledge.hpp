#pragma once

#include "protocol/domain.hpp"

#include <string_view>

namespace weft {

/// What a view may be besides: it tells what is not there from what has not been heard of yet.
/// Thread-safe.
class kind_knowledge {
public:
  virtual ~kind_knowledge() = default;

  /// Whether all objects of the kind were listed once, or the server says that there is no such
  /// kind.
  virtual bool knows(std::string_view kind) const = 0;
};

/// Whether an object of the kind that `index` does not show does not exist. A view without
/// `kind_knowledge` shows all there is.
bool knows(const view& index, std::string_view kind);

} // namespace weft
