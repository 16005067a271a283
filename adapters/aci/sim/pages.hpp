#pragma once

#include "adapters/aci/sim/model.hpp"
#include "adapters/net/http.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <string_view>

namespace weft::aci::sim {

/// Why the APIC says no.
struct objection {
  int status = 400;
  std::string code = "400";
  std::string text;
};

/// `{"totalCount":…,"imdata":[…]}`. @see aci.md 2.1
/// @param subscription Its id; empty: none.
net::http_response as_answer(json::array objects, std::size_t total,
                             const std::string& subscription = {});
/// The same of a write that is done.
net::http_response nothing_to_say();
/// @see aci.md 2.8
net::http_response as_answer(const objection& why);
/// What the web server in front of the APIC answers with.
net::http_response web_page(int status);

/// `{"<class>":{"attributes":{…}}}`.
json::value as_object(std::string_view class_name, json::object attributes);

/// "2025-01-13T15:52:13.821+00:00".
std::string stamp(instant when);

} // namespace weft::aci::sim
