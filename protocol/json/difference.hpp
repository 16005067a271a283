#pragma once

#include "protocol/json/value.hpp"

#include <string>
#include <vector>

namespace weft::json {

/// A place where two documents differ; both values live as long as their documents.
struct difference {
  std::string path;              ///< "segments[0].segment.name"; empty: the documents as a whole
  const value* before = nullptr; ///< null: not there
  const value* after = nullptr;  ///< null: not there
};

/// Where two documents differ, as deep down as it can be said: objects are compared member by
/// member, arrays of one length item by item. The order of members does not count.
std::vector<difference> differences(const value& before, const value& after);

} // namespace weft::json
