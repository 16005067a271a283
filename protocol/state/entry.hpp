#pragma once

#include "protocol/messages.hpp"

#include <string>
#include <string_view>

namespace weft {

/// Appends one entry of the state dump as a JSON object on one line, without a line end. Details
/// are a list of [name, words], in the actor's order; a name may come twice.
/// @param parent The actor that keeps this one alive, as "name" or "name key"; empty: nobody.
void append_entry(std::string& out, const description& one, std::string_view parent);

} // namespace weft
