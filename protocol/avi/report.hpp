#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// What a Service or an Ingress says: its condition, for an annotation of it, and what it is told
/// of its place on the controller. One that is not ours to serve says what it says. Nothing for a
/// Node, which has no place for it. @see words_back.hpp
json::value report(const settings& how, const report_request& request);

} // namespace weft::avi
