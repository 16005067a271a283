#pragma once

#include <string>
#include <utility>
#include <vector>

/// Things side by side as they are wished, recorded and found. A target tells of them among its
/// details, and whoever explains an object reads them there.
namespace weft {

/// One thing, in the domain's words.
struct compared {
  std::string what;       ///< its name
  std::string wished;     ///< empty: nobody wishes it
  std::string recorded;   ///< empty: no record speaks of it
  std::string found;      ///< empty: it is not there
  std::string difference; ///< what is the matter, or is about to be done; empty: nothing

  bool operator==(const compared&) const = default;
};

using detail_list = std::vector<std::pair<std::string, std::string>>;

/// Words for a description. @see description::details
detail_list tell(const std::vector<compared>& all);

/// What `tell` has said, among whatever else is there.
std::vector<compared> read_compared(const detail_list& details);

/// A table with a head, each line after `indent`; nothing for nothing.
std::string write_compared(const std::vector<compared>& all, const std::string& indent);

} // namespace weft
