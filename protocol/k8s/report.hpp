#pragma once

#include "protocol/json/value.hpp"
#include "protocol/k8s/exchange.hpp"
#include "protocol/k8s/kind.hpp"

#include <string>
#include <string_view>

/// What weft says on an object, as one document: the object's status, or what stands in for it.
/// @see kind::report_annotation, kubernetes.md 7.3
namespace weft::k8s {

/// Whether the document has parts outside the report annotation.
bool is_scattered(const kind& which);

/// Puts a scattered document together.
/// @param status what the object's `status` holds of it
/// @param annotations those that hold a part of it are taken out
/// @returns minified JSON as projection::status keeps it; empty: nothing is said
std::string gather_report(const kind& which, const json::object& status, string_pairs& annotations);

/// What the object says, from projection::status.
/// @returns null where a single annotation says nothing or what is no JSON
json::value read_report(const kind& which, const std::string& status);

/// The one write that turns `held` into `wanted`, both complete documents, and leaves what others
/// say on the object. On condition that the object is the same one, and that nobody has come
/// between where others write in the same place: errc::conflict otherwise.
/// @param wanted null: nothing is to be said
request write_report(const kind& which, const object_meta& seen, const json::value& held,
                     const json::value& wanted, std::string_view manager);

} // namespace weft::k8s
