#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft::avi::wire {

/// What a reference to an object says, whichever of its forms it has. @see avi.md 2.7
struct reference {
  std::string type; ///< as in the path: "pool"
  std::string uuid; ///< empty: the object is named only
  std::string name; ///< empty: not said

  bool operator==(const reference&) const = default;
};

/// Reads `/api/pool/<uuid>`, `/api/pool?name=X` or `/api/pool/?name=X`, as a path or a whole URL of
/// any host, each with or without `#name`. The name after `#` does not count where one is asked
/// for.
/// @returns nothing for anything else.
std::optional<reference> read_reference(std::string_view text);

/// `/api/<type>/?name=<name>`; the name stands as it is. A name with `&`, `#`, `?` or `%` cannot be
/// referred to this way. @see avi.md 2.7
std::string refer_by_name(std::string_view type, std::string_view name);

/// `/api/<type>/<uuid>`.
std::string refer_by_uuid(std::string_view type, std::string_view uuid);

/// The path and query of a URL, or of what is a path already; empty for anything else.
std::string_view path_and_query(std::string_view url);

} // namespace weft::avi::wire
