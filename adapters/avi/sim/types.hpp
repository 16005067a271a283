#pragma once

#include "protocol/json/value.hpp"

#include <string_view>

namespace weft::avi::sim {

/// A type of objects. @see avi.md 15.1
struct type_rule {
  std::string_view name;   ///< in paths
  std::string_view model;  ///< in texts of errors
  bool of_cloud = false;   ///< names are unique per cloud
  bool is_shared = false;  ///< what tenant admin has is seen by all
  bool has_creator = true; ///< there is a field `created_by`
};

/// The type of that name, or null pointer.
const type_rule* find_type(std::string_view name);

/// Fills in what the body leaves open, at the top and in the entries of lists.
void fill_in(std::string_view type, json::value& body);

/// Takes away at the top what is as in any object of the type.
void leave_out(std::string_view type, json::value& body);

} // namespace weft::avi::sim
