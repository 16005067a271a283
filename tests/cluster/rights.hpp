#pragma once

#include "tests/cluster/site.hpp"

#include <string>

namespace weft::tests {

inline constexpr const char* weft_account = "system:serviceaccount:weft:weft";
inline constexpr const char* agents_account = "system:serviceaccount:weft-agent:weft-agent";

/// One kind of request.
struct right {
  std::string verb;
  std::string group;
  std::string resource;
  std::string part = {}; ///< subresource
  std::string ns = {};   ///< empty: in all of them
};

/// What the API server says now. It hears of roles and bindings a moment after it has stored them.
bool is_allowed(site& here, const right& asked, const std::string& whom = weft_account);

/// Waits until the API server says so.
void await_right(site& here, const right& asked, const std::string& whom = weft_account);

} // namespace weft::tests
