#pragma once

#include <simdjson.h>

#include <string_view>

/// What projectors read raw fields by. Like raw_field.hpp, for projectors only: everything here may
/// throw simdjson::simdjson_error. @see protocol/k8s/raw_field.hpp
namespace weft::k8s {

/// The text; empty for null.
inline std::string_view raw_text(simdjson::ondemand::value from) {
  return from.type() == simdjson::ondemand::json_type::null ? std::string_view{}
                                                            : std::string_view{from.get_string()};
}

/// Calls `each(name, value)` for the members of an object; null has none.
template <class Each>
void each_raw_member(simdjson::ondemand::value from, Each each) {
  if (from.type() == simdjson::ondemand::json_type::null)
    return;
  for (auto field : from.get_object()) {
    const std::string_view name = field.unescaped_key();
    each(name, field.value().value());
  }
}

/// Calls `each(value)` for the items of an array; null has none.
template <class Each>
void each_raw_item(simdjson::ondemand::value from, Each each) {
  if (from.type() == simdjson::ondemand::json_type::null)
    return;
  for (auto item : from.get_array())
    each(item.value());
}

} // namespace weft::k8s
