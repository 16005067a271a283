#include "adapters/k8s/yaml_json.hpp"

#include <yaml-cpp/yaml.h>

namespace weft::k8s {

namespace {

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

} // namespace

json::value to_json(const YAML::Node& from) {
  if (from.IsScalar())
    return scalar(from);
  if (from.IsSequence()) {
    json::array items;
    for (const auto& item : from)
      items.push_back(to_json(item));
    return items;
  }
  if (from.IsMap()) {
    json::object members;
    for (const auto& member : from)
      members.emplace_back(member.first.Scalar(), to_json(member.second));
    return members;
  }
  return nullptr;
}

} // namespace weft::k8s
