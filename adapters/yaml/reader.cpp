#include "adapters/yaml/reader.hpp"

#include "adapters/yaml/scalar.hpp"

#include <yaml-cpp/yaml.h>

namespace weft::yaml {

namespace {

constexpr int max_depth = 64;

fault malformed(const YAML::Mark& at, const std::string& why) {
  return {errc::malformed,
          "not YAML: line " + std::to_string(at.line + 1) + ", column "
            + std::to_string(at.column + 1) + ": " + why,
          "",
          {}};
}

result<json::value> convert(const YAML::Node& node, int depth);

result<json::value> convert_scalar(const YAML::Node& node) {
  const auto& tag = node.Tag();
  if (tag == "!" || tag.ends_with(":str") || tag.ends_with(":binary"))
    return json::value{node.Scalar()};
  auto plain = read_plain(node.Scalar());
  if (!plain)
    return malformed(node.Mark(), "JSON has no infinity and no not-a-number");
  return std::move(*plain);
}

/// A member's name: JSON knows only text.
std::string name_of(const json::value& key) {
  return key.is_string() ? std::string{key.text_or("")} : json::write(key);
}

/// Adds the members that `<<` brings along, unless they are there already.
void merge(json::value& into, const json::value& from) {
  if (const auto* several = from.as_array())
    for (const auto& one : *several)
      merge(into, one);
  if (const auto* members = from.as_object())
    for (const auto& [name, held] : *members)
      if (!into.find(name))
        into.set(name, held);
}

result<json::value> convert_map(const YAML::Node& node, int depth) {
  json::value out{json::object{}};
  std::vector<json::value> merged;
  for (const auto& pair : node) {
    auto key = convert_scalar(pair.first);
    if (!pair.first.IsScalar() && !pair.first.IsNull())
      return malformed(pair.first.Mark(), "a key must be a scalar");
    if (!key)
      return key;
    auto held = convert(pair.second, depth - 1);
    if (!held)
      return held;
    if (pair.first.IsScalar() && pair.first.Scalar() == "<<" && pair.first.Tag() != "!") {
      merged.push_back(std::move(*held));
      continue;
    }
    const auto name = name_of(*key);
    if (out.find(name))
      return malformed(pair.first.Mark(), "key \"" + name + "\" already set in map");
    out.set(name, std::move(*held));
  }
  for (const auto& from : merged)
    merge(out, from);
  return out;
}

result<json::value> convert(const YAML::Node& node, int depth) {
  if (depth == 0)
    return malformed(node.Mark(), "nested too deeply");
  switch (node.Type()) {
  case YAML::NodeType::Scalar:
    return convert_scalar(node);
  case YAML::NodeType::Map:
    return convert_map(node, depth);
  case YAML::NodeType::Sequence: {
    json::array items;
    for (const auto& item : node) {
      auto held = convert(item, depth - 1);
      if (!held)
        return held;
      items.push_back(std::move(*held));
    }
    return json::value{std::move(items)};
  }
  case YAML::NodeType::Null:
  case YAML::NodeType::Undefined:
    return json::value{};
  }
  return json::value{};
}

} // namespace

result<std::vector<json::value>> read_all(std::string_view text) {
  std::vector<json::value> out;
  try {
    for (const auto& node : YAML::LoadAll(std::string{text})) {
      if (node.IsNull())
        continue;
      auto document = convert(node, max_depth);
      if (!document)
        return document.error();
      out.push_back(std::move(*document));
    }
  } catch (const YAML::Exception& why) {
    return malformed(why.mark, why.msg);
  }
  return out;
}

result<json::value> read(std::string_view text) {
  auto all = read_all(text);
  if (!all)
    return all.error();
  if (all->size() > 1)
    return fault{
      errc::malformed, "not one YAML document but " + std::to_string(all->size()), "", {}};
  return all->empty() ? json::value{} : std::move(all->front());
}

} // namespace weft::yaml
