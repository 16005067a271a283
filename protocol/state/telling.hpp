#pragma once

#include "protocol/snapshot.hpp"

#include <string>
#include <utility>
#include <vector>

namespace weft {

/// A record that has words for people: what an object wishes, and what a target has to say of it,
/// is shown by them beside object and target.
class telling {
public:
  virtual ~telling() = default;

  /// What it says, a line each: a name and what there is to it. Never a secret.
  virtual std::vector<std::pair<std::string, std::string>> tell() const = 0;

protected:
  telling() = default;
  telling(const telling&) = default;
  telling(telling&&) = default;
  telling& operator=(const telling&) = default;
  telling& operator=(telling&&) = default;
};

/// Appends what a record says, if it is one that does.
/// @param of May be null.
void append_words(const snapshot<record>& of, std::vector<std::pair<std::string, std::string>>& to);

} // namespace weft
