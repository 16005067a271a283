#pragma once

#include "protocol/k8s/decode.hpp"

#include <vector>

namespace weft::fuzz {

/// Every kind that weft watches, with the projectors it has in production.
const std::vector<k8s::kind>& kinds();

/// Claims what is promised of an object that was decoded from `text`, its own bytes.
void claim_object(const k8s::kind& which, const k8s::projection& object, std::string_view text);

/// Claims what is promised of bytes that made no object.
void claim_undecodable(const k8s::undecodable& what);

/// Claims that two readings of the same bytes came to the same.
void claim_same(const k8s::decoded<k8s::projection>& one,
                const k8s::decoded<k8s::projection>& other);

} // namespace weft::fuzz
