#pragma once

#include "adapters/net/http.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::aci::sim {

/// The cookies of a request, doubled ones included.
class cookie_jar {
public:
  explicit cookie_jar(const net::http_request& from);

  /// The values under that name; the case counts.
  std::vector<std::string_view> all(std::string_view name) const;
  /// The first of them; empty when there is none.
  std::string_view first(std::string_view name) const;
  /// All Cookie headers as one text.
  const std::string& whole() const { return whole_; }

private:
  std::string whole_;
};

} // namespace weft::aci::sim
