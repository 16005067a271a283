#pragma once

#include <simdjson.h>

#include <string_view>

namespace weft::k8s {

/// One top-level member of an object as it lies in the bytes it came in. The value can be read
/// once, in the order of the document; what is not read is skipped and never materialised. Reading
/// may throw simdjson::simdjson_error, which the codec turns into errc::malformed. Only projectors
/// include this header.
struct raw_field {
  std::string_view name;
  simdjson::ondemand::value value;
};

} // namespace weft::k8s
