#include "adapters/yaml/reader.hpp"

#include "adapters/yaml/scalar.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

namespace weft::yaml {

namespace {

constexpr int max_depth = 64;

/// Without aliases a text has at most two nodes per byte; some repetition is what they are for.
constexpr std::size_t nodes_per_byte = 10;
constexpr std::size_t few_nodes = 10'000;

/// Looks where documents begin: yaml-cpp takes a stray ',' or ']' for an empty one, for ever.
class beginnings final : public YAML::EventHandler {
public:
  void OnDocumentStart(const YAML::Mark& at) override {
    if (at.pos == last_)
      throw YAML::ParserException{at, "a document does not begin so"};
    last_ = at.pos;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

private:
  int last_ = -1;
};

void check_beginnings(std::string_view text) {
  std::istringstream in{std::string{text}};
  YAML::Parser parser{in};
  beginnings seen;
  while (parser.HandleNextDocument(seen)) {
  }
}

fault malformed(const YAML::Mark& at, const std::string& why) {
  return {errc::malformed,
          "not YAML: line " + std::to_string(at.line + 1) + ", column "
            + std::to_string(at.column + 1) + ": " + why,
          "",
          {}};
}

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

result<json::value> convert(const YAML::Node& node, int depth, std::size_t& left);

result<json::value> convert_map(const YAML::Node& node, int depth, std::size_t& left) {
  json::value out{json::object{}};
  std::vector<json::value> merged;
  for (const auto& pair : node) {
    auto key = convert_scalar(pair.first);
    if (!pair.first.IsScalar() && !pair.first.IsNull())
      return malformed(pair.first.Mark(), "a key must be a scalar");
    if (!key)
      return key;
    auto held = convert(pair.second, depth - 1, left);
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

result<json::value> convert(const YAML::Node& node, int depth, std::size_t& left) {
  if (depth == 0)
    return malformed(node.Mark(), "nested too deeply");
  if (left == 0)
    return malformed(node.Mark(), "aliases make it too large");
  --left;
  switch (node.Type()) {
  case YAML::NodeType::Scalar:
    return convert_scalar(node);
  case YAML::NodeType::Map:
    return convert_map(node, depth, left);
  case YAML::NodeType::Sequence: {
    json::array items;
    for (const auto& item : node) {
      auto held = convert(item, depth - 1, left);
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
  const auto most_nodes = few_nodes + nodes_per_byte * text.size();
  try {
    check_beginnings(text);
    for (const auto& node : YAML::LoadAll(std::string{text})) {
      if (node.IsNull())
        continue;
      auto left = most_nodes;
      auto document = convert(node, max_depth, left);
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
