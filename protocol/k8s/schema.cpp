#include "protocol/k8s/schema.hpp"

#include <algorithm>

namespace weft::k8s {

namespace {

fault refused(const std::string& where, std::string why) {
  return {errc::refused, std::move(why), where, {}};
}

/// Reads the members of one schema object into a `schema`, remembering the first that is wrong.
class reader {
public:
  reader(const json::value& from, std::string where) : from_(from), where_(std::move(where)) {}

  result<schema> read() {
    if (!from_.is_object())
      return refused(where_, "must be an object");
    text("type", out_.type);
    text("format", out_.format);
    flag("nullable", out_.nullable);
    flag("x-kubernetes-int-or-string", out_.int_or_string);
    flag("x-kubernetes-preserve-unknown-fields", out_.preserve_unknown);
    flag("x-kubernetes-embedded-resource", out_.embedded_resource);
    flag("exclusiveMinimum", out_.exclusive_minimum);
    flag("exclusiveMaximum", out_.exclusive_maximum);
    flag("uniqueItems", out_.unique_items);
    count("minLength", out_.min_length);
    count("maxLength", out_.max_length);
    count("minItems", out_.min_items);
    count("maxItems", out_.max_items);
    count("minProperties", out_.min_properties);
    count("maxProperties", out_.max_properties);
    number("minimum", out_.minimum);
    number("maximum", out_.maximum);
    number("multipleOf", out_.multiple_of);
    if (const auto* held = from_.find("default"))
      out_.otherwise = *held;
    if (const auto* held = from_.find("enum"); held && held->as_array())
      out_.allowed = *held->as_array();
    texts("required", out_.required);
    read_pattern();
    read_topology();
    read_parts();
    read_rules();
    if (wrong_)
      return *wrong_;
    return std::move(out_);
  }

private:
  void fail(const std::string& name, std::string why) {
    if (!wrong_)
      wrong_ = refused(where_ + "." + name, std::move(why));
  }

  void text(const std::string& name, std::string& into) {
    const auto* held = from_.find(name);
    if (held && !held->is_string())
      fail(name, "must be a string");
    into = held ? held->text_or("") : "";
  }

  void flag(const std::string& name, bool& into) {
    const auto* held = from_.find(name);
    if (held && !held->is_bool())
      fail(name, "must be a boolean");
    into = held && held->is_bool() && *held->as_bool();
  }

  void count(const std::string& name, std::optional<std::int64_t>& into) {
    const auto* held = from_.find(name);
    if (held && !held->as_int())
      fail(name, "must be a whole number");
    into = held ? held->as_int() : std::nullopt;
  }

  void number(const std::string& name, std::optional<json::number>& into) {
    const auto* held = from_.find(name);
    if (held && !held->is_number())
      fail(name, "must be a number");
    else if (held)
      into = *held->as_number();
  }

  void texts(const std::string& name, std::vector<std::string>& into) {
    const auto* held = from_.find(name);
    if (held && !held->is_array())
      fail(name, "must be a list of strings");
    else if (held)
      for (const auto& item : *held->as_array())
        into.emplace_back(item.text_or(""));
  }

  void read_pattern() {
    const auto* held = from_.find("pattern");
    if (!held || held->text_or("").empty())
      return;
    auto compiled = pattern::compile(held->text_or(""));
    if (!compiled)
      return fail("pattern", "Invalid value: " + json::write(*held) + ": must be a valid regular "
                               + "expression");
    out_.expression = std::move(*compiled);
  }

  void read_topology() {
    std::string list;
    std::string map;
    text("x-kubernetes-list-type", list);
    text("x-kubernetes-map-type", map);
    texts("x-kubernetes-list-map-keys", out_.list_keys);
    if (list == "map" && out_.list_keys.empty())
      fail("x-kubernetes-list-map-keys", "Required value: must not be empty if "
                                         "x-kubernetes-list-type is map");
    if (out_.type == "array")
      out_.merges = list == "map"   ? topology::map
                    : list == "set" ? topology::set
                                    : topology::atomic;
    else if (map == "atomic")
      out_.merges = topology::atomic;
  }

  std::optional<schema> part(const json::value& from, const std::string& name) {
    auto read = read_schema(from, where_ + "." + name);
    if (read)
      return std::move(*read);
    if (!wrong_)
      wrong_ = read.error();
    return std::nullopt;
  }

  std::shared_ptr<const schema> single(const std::string& name) {
    const auto* held = from_.find(name);
    if (!held || held->is_bool())
      return nullptr;
    auto read = part(*held, name);
    return read ? std::make_shared<const schema>(std::move(*read)) : nullptr;
  }

  void several(const std::string& name, std::vector<schema>& into) {
    const auto* held = from_.find(name);
    if (!held || !held->as_array())
      return;
    for (std::size_t i = 0; i < held->as_array()->size(); ++i)
      if (auto read = part((*held->as_array())[i], name + "[" + std::to_string(i) + "]"))
        into.push_back(std::move(*read));
  }

  void read_parts() {
    if (const auto* held = from_.find("properties"); held && held->as_object())
      for (const auto& [name, from] : *held->as_object())
        if (auto read = part(from, "properties[" + name + "]"))
          out_.properties.push_back({name, std::move(*read)});
    out_.additional = single("additionalProperties");
    if (const auto* held = from_.find("additionalProperties"); held && held->as_bool())
      out_.preserve_unknown = out_.preserve_unknown || *held->as_bool();
    out_.items = single("items");
    out_.none_of = single("not");
    several("allOf", out_.all_of);
    several("anyOf", out_.any_of);
    several("oneOf", out_.one_of);
  }

  void read_rules() {
    const auto* held = from_.find("x-kubernetes-validations");
    if (!held || !held->as_array())
      return;
    for (std::size_t i = 0; i < held->as_array()->size(); ++i) {
      const auto& from = (*held->as_array())[i];
      const auto name = "x-kubernetes-validations[" + std::to_string(i) + "]";
      auto word = [&](std::string_view key) { return std::string{from.text_at({key})}; };
      if (from.find("messageExpression"))
        return fail(name + ".messageExpression", "not supported by this server");
      auto compiled = cel::program::compile(word("rule"));
      if (!compiled)
        return fail(name + ".rule",
                    "Invalid value: " + json::write(word("rule")) + ": " + compiled.error().what);
      const auto* optional = from.find("optionalOldSelf");
      out_.rules.push_back({word("rule"), word("message"), word("reason"), word("fieldPath"),
                            optional && optional->as_bool() && *optional->as_bool(),
                            std::move(*compiled)});
    }
  }

  const json::value& from_;
  std::string where_;
  schema out_;
  std::optional<fault> wrong_;
};

} // namespace

const schema* schema::find(std::string_view name) const {
  for (const auto& one : properties)
    if (one.name == name)
      return &one.what;
  return nullptr;
}

result<schema> read_schema(const json::value& text, const std::string& where) {
  return reader{text, where}.read();
}

bool has_rules(const schema& by) {
  return !by.rules.empty() || (by.items && has_rules(*by.items))
         || (by.additional && has_rules(*by.additional))
         || std::any_of(by.properties.begin(), by.properties.end(),
                        [](const property& one) { return has_rules(one.what); });
}

const json::value* counterpart(const json::value& now, std::size_t i, const json::value* old,
                               const schema& list) {
  if (!old || !old->as_array() || list.merges != topology::map)
    return nullptr;
  const auto& item = (*now.as_array())[i];
  auto same = [](const json::value* a, const json::value* b) { return a && b ? *a == *b : a == b; };
  for (const auto& candidate : *old->as_array())
    if (std::all_of(list.list_keys.begin(), list.list_keys.end(), [&](const std::string& key) {
          return same(candidate.find(key), item.find(key));
        }))
      return &candidate;
  return nullptr;
}

} // namespace weft::k8s
