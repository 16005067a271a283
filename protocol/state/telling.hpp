#pragma once

#include <string>
#include <utility>
#include <vector>

namespace weft {

/// A record that has words for people: what an object wishes is shown by them beside the object.
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

} // namespace weft
