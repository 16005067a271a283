#pragma once

#include "protocol/aci/plan.hpp"
#include "protocol/domain.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What a target calls the parts of a wish, and what a plan calls them.
namespace weft::aci {

/// What a part of a wish is called: "tenant/l3out/epg 10.1.1.5/32", or "tenant/l3out/epg" for the
/// EEPG itself, so that the same prefix elsewhere is another part.
/// @param what As of `piece`.
std::string word_of(const eepg_name& where, std::string_view what);

/// All of these in the runtime's words; what is nobody's keeps its own.
std::vector<weft::unit> words_of(const std::vector<piece>& all, const wishes& parts);

/// What a plan calls these. All that an owner wishes stands for each part of it; a part of what
/// nobody wishes any more stands for nothing.
std::set<piece> units_of(const std::set<weft::unit>& all, const wishes& parts);

/// The same, with why each is refused.
std::map<piece, std::string> units_of(const std::map<weft::unit, std::string>& all,
                                      const wishes& parts);

} // namespace weft::aci
