#include "adapters/k8s/yaml_json.hpp"

#include <yaml-cpp/yaml.h>

namespace weft::k8s {

namespace {

constexpr std::size_t max_nodes = 10'000;
constexpr std::size_t max_depth = 64;

json::value scalar(const YAML::Node& from) {
  const auto& text = from.Scalar();
  if (from.Tag() == "!")
    return text; // it was quoted
  if (text == "true" || text == "false")
    return text == "true";
  // What reads as a JSON number is one; YAML's other spellings stay text.
  if (const auto read = json::parse(text); read && read->is_number())
    return *read;
  return text;
}

/// @param left Nodes there may still be; 0 afterwards: there were more.
json::value convert(const YAML::Node& from, std::size_t depth, std::size_t& left) {
  left = depth == 0 || left == 0 ? 0 : left - 1;
  if (left == 0)
    return nullptr;
  if (from.IsScalar())
    return scalar(from);
  if (from.IsSequence()) {
    json::array items;
    for (const auto& item : from)
      items.push_back(left > 0 ? convert(item, depth - 1, left) : nullptr);
    return items;
  }
  if (from.IsMap()) {
    json::object members;
    for (const auto& member : from)
      members.emplace_back(member.first.Scalar(),
                           left > 0 ? convert(member.second, depth - 1, left) : nullptr);
    return members;
  }
  return nullptr;
}

} // namespace

result<json::value> to_json(const YAML::Node& from) {
  auto left = max_nodes;
  auto made = convert(from, max_depth, left);
  if (left == 0)
    return fault{errc::malformed, "nested too deeply, or made too large by aliases", "", {}};
  return made;
}

} // namespace weft::k8s
