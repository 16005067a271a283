#pragma once

#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/records.hpp"

#include <compare>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace weft::velocloud {

/// Where a rule stands in a module: indexes into `segments[]` and its `rules[]`.
struct rule_ref {
  std::size_t segment = 0;
  std::size_t rule = 0;

  auto operator<=>(const rule_ref&) const = default;
};

/// A QOS module's data with its rules found by id and by name. Views into the data it was made
/// from, which must outlive it.
class module_index {
public:
  module_index(const json::value& data, std::string_view cluster_id);

  struct segment {
    std::int64_t id = -1;
    std::string_view name;
    const json::array* rules = nullptr;
    const json::array* defaults = nullptr;
  };

  const std::vector<segment>& segments() const { return segments_; }

  /// The segment of that name; the global one is known by its id too. Null pointer: none.
  const segment* find_segment(std::string_view name) const;
  std::size_t number_of(const segment& which) const;
  std::vector<std::string_view> names_of_segments() const;

  const json::value& at(const rule_ref& where) const;
  mark mark_at(const rule_ref& where) const;

  /// Rules bearing the id, in order; letter case does not matter.
  const std::vector<rule_ref>& by_id(std::string_view id) const;
  /// Rules of a segment bearing the name, in order.
  const std::vector<rule_ref>& by_name(std::size_t number, std::string_view name) const;

  /// Whether a built-in rule of the segment has that name.
  static bool built_in(const segment& which, std::string_view name);
  /// The template for new rules: the segment's Default-Any-Other. Null pointer: it has none.
  static const json::value* template_of(const segment& which);

private:
  std::vector<segment> segments_;
  std::vector<std::vector<mark>> marks_;
  std::unordered_map<std::string, std::vector<rule_ref>> by_id_;
  std::vector<std::unordered_map<std::string_view, std::vector<rule_ref>>> by_name_;
};

} // namespace weft::velocloud
