#pragma once

#include "adapters/net/http.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <string_view>

namespace weft::avi::sim {

/// Why the controller says no.
struct objection {
  int status = 400;
  std::string text;
};

net::http_response as_json(int status, const json::value& body);
/// @param as_object Whether the text stands in an object, as it does at times. @see avi.md 2.14
net::http_response as_answer(const objection& why, bool as_object = false);
/// What a proxy in front of the controller answers with.
net::http_response web_page(int status);

/// A whole number, be it written as text; `otherwise` for anything else.
std::int64_t number_or(const json::value* held, std::int64_t otherwise);

} // namespace weft::avi::sim
