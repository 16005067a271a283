#include "protocol/velocloud/module_index.hpp"

#include "protocol/velocloud/rules.hpp"

#include <algorithm>
#include <iterator>

namespace weft::velocloud {

namespace {

const std::vector<rule_ref> nowhere;

const json::array* array_in(const json::value& of, std::string_view name) {
  const auto* held = of.find(name);
  return held ? held->as_array() : nullptr;
}

module_index::segment read_segment(const json::value& from) {
  module_index::segment out;
  out.id = from.int_at({"segment", "segmentId"}, -1);
  out.name = from.text_at({"segment", "name"});
  out.rules = array_in(from, "rules");
  out.defaults = array_in(from, "defaults");
  return out;
}

const json::value* named(const json::array* among, std::string_view name) {
  if (among)
    for (const auto& rule : *among)
      if (name_of(rule) == name)
        return &rule;
  return nullptr;
}

} // namespace

module_index::module_index(const json::value& data, std::string_view cluster_id) {
  const auto* listed = array_in(data, "segments");
  if (listed)
    std::transform(listed->begin(), listed->end(), std::back_inserter(segments_), read_segment);
  marks_.resize(segments_.size());
  by_name_.resize(segments_.size());
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    const auto count = segments_[s].rules ? segments_[s].rules->size() : 0;
    marks_[s].reserve(count);
    by_name_[s].reserve(count);
    for (std::size_t r = 0; r < count; ++r) {
      const auto& rule = (*segments_[s].rules)[r];
      const auto id = id_of(rule);
      marks_[s].push_back(mark_of(id, cluster_id));
      if (!id.empty())
        by_id_[folded(id)].push_back({s, r});
      by_name_[s][name_of(rule)].push_back({s, r});
    }
  }
}

const module_index::segment* module_index::find_segment(std::string_view name) const {
  const segment* found = nullptr;
  for (const auto& one : segments_) {
    if (name == global_segment && one.id == 0)
      return &one;
    if (!found && one.name == name)
      found = &one;
  }
  return found;
}

std::vector<std::string_view> module_index::names_of_segments() const {
  std::vector<std::string_view> out;
  for (const auto& one : segments_)
    out.push_back(one.name);
  return out;
}

std::size_t module_index::number_of(const segment& which) const {
  return static_cast<std::size_t>(&which - segments_.data());
}

const json::value& module_index::at(const rule_ref& where) const {
  return (*segments_[where.segment].rules)[where.rule];
}

mark module_index::mark_at(const rule_ref& where) const {
  return marks_[where.segment][where.rule];
}

const std::vector<rule_ref>& module_index::by_id(std::string_view id) const {
  const auto found = by_id_.find(folded(id));
  return found == by_id_.end() ? nowhere : found->second;
}

const std::vector<rule_ref>& module_index::by_name(std::size_t number,
                                                   std::string_view name) const {
  const auto found = by_name_[number].find(name);
  return found == by_name_[number].end() ? nowhere : found->second;
}

bool module_index::built_in(const segment& which, std::string_view name) {
  return named(which.defaults, name) != nullptr;
}

const json::value* module_index::template_of(const segment& which) {
  const auto* found = named(which.defaults, "Default-Any-Other");
  return found && found->is_object() ? found : nullptr;
}

} // namespace weft::velocloud
