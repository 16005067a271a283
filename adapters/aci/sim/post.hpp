#pragma once

#include "adapters/aci/sim/pages.hpp"
#include "adapters/aci/sim/store.hpp"

#include <optional>
#include <string_view>

namespace weft::aci::sim {

/// Does to the tree what a POST asks for, all of it or nothing; the transaction stays open.
/// @param dn Of the URL.
/// @returns why it is refused. @see aci.md 2.6, 2.8
std::optional<objection> apply_post(store& to, std::string_view dn, std::string_view body,
                                    const knobs& how);

/// The same for a DELETE.
std::optional<objection> apply_delete(store& to, std::string_view dn);

} // namespace weft::aci::sim
