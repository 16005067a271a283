#pragma once

#include "adapters/aci/sim/filter.hpp"
#include "adapters/aci/sim/pages.hpp"
#include "protocol/json/value.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weft::aci::sim {

/// The path and the query of a request, percent-encoding undone.
struct target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> options;

  std::string option(std::string_view name) const;
};

/// Doubled slashes outside brackets count as one, and a slash before ".json" as none.
target read_target(std::string_view text);

/// What a GET asks for. @see aci.md 2.5
struct query {
  enum class reach : std::uint8_t { self, children, subtree };
  enum class shown : std::uint8_t { all, config_only, naming_only };

  std::string dn;         ///< of /api/mo; empty: of /api/class
  std::string class_name; ///< of /api/class
  reach of = reach::self;
  std::set<std::string, std::less<>> classes; ///< of results; empty: all
  filter fits;                                ///< empty: all do
  reach nested = reach::self;
  std::set<std::string, std::less<>> nested_classes;
  filter nested_fits;
  shown attributes = shown::all;
  std::vector<std::pair<std::string, bool>> order; ///< attribute, and whether it descends
  std::optional<std::size_t> page;
  std::size_t page_size = 500;
  bool subscribes = false;
  std::optional<std::chrono::seconds> lifetime; ///< of the subscription
};

/// @param accepts_lifetime False before 3.2(3), where `refresh-timeout` is refused.
std::variant<query, objection> read_query(const target& from, bool accepts_lifetime);

/// Whether an object is a result: what a subscription to the query hears of.
bool covers(const query& what, const object& one);

/// All results, in no order unless the query says one.
std::vector<object_ptr> results(const query& what, const store& from);

/// The results as they are shown, page and nesting applied.
json::array render(const query& what, const std::vector<object_ptr>& all, const store& from);

} // namespace weft::aci::sim
