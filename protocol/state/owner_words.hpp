#pragma once

#include "protocol/snapshot.hpp"
#include "protocol/state/comparison.hpp"

#include <string>

namespace weft {

/// Appends what a record that concerns one owner says, after a line that names him; nothing where
/// it says nothing.
/// @param of May be null. @see telling
void append_owner_words(const std::string& owner, const snapshot<record>& of, detail_list& to);

/// What was said of this owner, among whatever else is there.
detail_list owner_words(const std::string& owner, const detail_list& details);

} // namespace weft
