#pragma once

#include "protocol/avi/wire/calls.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace weft::avi::wire {

/// All objects of a collection.
struct collected {
  json::array objects; ///< each has a uuid, and none has that of another
  /// Whether the collection was the same from the first page to the last, as far as can be seen. If
  /// not, an object may be missing here that is there: nobody may conclude from this that one is
  /// gone.
  bool steady = true;
};

/// Puts the pages of a collection together, one after the other. @see avi.md 2.6, 13
///
/// A page that points to itself, to another place or further than the count reaches, one that tells
/// nothing new and is not the last, and a last one before the count is reached are refused: what is
/// not known to be whole is no list. Of where `next` leads only path and query count.
class collection {
public:
  /// @param first The call for its first page, as list() makes it.
  explicit collection(call first);

  /// The call for the next page; nothing: all pages have been taken.
  const std::optional<call>& next() const { return next_; }

  /// Takes the body of the answer to it.
  /// @returns errc::malformed for what is no page, or none that could follow.
  result<void> take(const json::value& page);

  /// What has been taken. Call it once, when there is no next page.
  collected finish();

private:
  result<void> follow(std::string_view url);

  std::optional<call> next_;
  collected taken_;
  std::set<std::string, std::less<>> uuids_;
  std::size_t pages_ = 0;
  std::size_t page_size_ = 0;             ///< objects on the fullest page so far
  std::optional<std::int64_t> announced_; ///< by the page before
  bool moved_ = false;                    ///< pages announced different counts
};

} // namespace weft::avi::wire
