#include "adapters/k8s/core/resource.hpp"
#include "adapters/k8s/core/writing.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

using errors = std::vector<field_error>;

bool flag_at(const json::value& from, std::string_view name) {
  const auto* held = from.find(name);
  return held && held->as_bool() && *held->as_bool();
}

std::vector<std::string> texts_at(const json::value& from,
                                  std::initializer_list<std::string_view> path) {
  std::vector<std::string> out;
  const auto* held = from.find_path(path);
  if (held && held->as_array())
    for (const auto& one : *held->as_array())
      out.emplace_back(one.text_or(""));
  return out;
}

void required(errors& into, const std::string& field, std::string why = "") {
  into.push_back({"FieldValueRequired", field, "Required value" + (why.empty() ? "" : ": " + why)});
}

void invalid_value(errors& into, const std::string& field, const std::string& shown,
                   const std::string& why) {
  into.push_back({"FieldValueInvalid", field, "Invalid value: " + shown + ": " + why});
}

/// Text columns show any value; others only what has their type.
cell show_of(json_path path, const std::string& type) {
  return [path = std::move(path), type](const json::value& object) -> json::value {
    const auto found = path.find(object);
    if (found.empty())
      return nullptr;
    const auto& held = *found.front();
    if (type == "string" && !held.is_string() && !held.is_null())
      return json::write(held);
    const bool fits = type == "integer" || type == "number" ? held.is_number()
                      : type == "boolean"                   ? held.is_bool()
                                                            : held.is_string();
    return fits ? held : json::value{};
  };
}

column age_column() {
  constexpr std::string_view created = ".metadata.creationTimestamp";
  return {"Age",
          "date",
          "",
          "CreationTimestamp is a timestamp representing the server time when "
          "this object was created.",
          0,
          show_of(*json_path::compile(created), "date")};
}

void read_columns(const json::value& from, const std::string& where, served_version& into,
                  errors& wrong) {
  const auto* all = from.find("additionalPrinterColumns");
  if (!all || !all->as_array() || all->as_array()->empty()) {
    into.columns.push_back(age_column());
    return;
  }
  for (std::size_t i = 0; i < all->as_array()->size(); ++i) {
    const auto& one = (*all->as_array())[i];
    const std::string path{one.text_at({"jsonPath"})};
    auto compiled = json_path::compile(path);
    if (!compiled) {
      invalid_value(wrong, where + ".additionalPrinterColumns[" + std::to_string(i) + "].jsonPath",
                    json::write(path), compiled.error().what);
      continue;
    }
    std::string about{one.text_at({"description"})};
    if (about.empty())
      about = "Custom resource definition column (in JSONPath format): " + path;
    const std::string type{one.text_at({"type"})};
    into.columns.push_back(
      {std::string{one.text_at({"name"})}, type, std::string{one.text_at({"format"})}, about,
       static_cast<int>(one.int_at({"priority"}, 0)), show_of(std::move(*compiled), type)});
  }
}

void read_fields(const json::value& from, const std::string& where, served_version& into,
                 errors& wrong) {
  const auto* all = from.find("selectableFields");
  for (std::size_t i = 0; all && all->as_array() && i < all->as_array()->size(); ++i) {
    const std::string path{(*all->as_array())[i].text_at({"jsonPath"})};
    auto compiled = json_path::compile(path);
    if (compiled && path.size() > 1)
      into.fields.push_back({path.substr(1), std::move(*compiled)});
    else
      invalid_value(wrong, where + ".selectableFields[" + std::to_string(i) + "].jsonPath",
                    json::write(path), "is an invalid path");
  }
}

served_version read_version(const json::value& from, const std::string& where, errors& wrong) {
  served_version out;
  out.name = from.text_at({"name"});
  out.storage = flag_at(from, "storage");
  if (out.name.empty())
    required(wrong, where + ".name");
  const auto* text = from.find_path({"schema", "openAPIV3Schema"});
  const auto place = where + ".schema.openAPIV3Schema";
  if (!text) {
    required(wrong, place);
    return out;
  }
  if (text->text_at({"type"}) != "object")
    required(wrong, place + ".type", "must not be empty at the root");
  auto shape = read_schema(*text, place);
  if (shape) {
    // The root's own members are always there.
    for (const auto* name : {"apiVersion", "kind"})
      if (!shape->find(name))
        shape->properties.push_back(
          {name, *read_schema(json::value::of({{"type", "string"}}), "")});
    const json::value meta = *json::parse(
      R"({"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{
          "finalizers":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "ownerReferences":{"type":"array","x-kubernetes-list-type":"map",
            "x-kubernetes-list-map-keys":["uid"],
            "items":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}})");
    std::erase_if(shape->properties, [](const property& one) { return one.name == "metadata"; });
    shape->properties.push_back({"metadata", *read_schema(meta, "")});
    out.shape = std::make_shared<const schema>(std::move(*shape));
  } else {
    wrong.push_back({"FieldValueInvalid", shape.error().where, shape.error().what});
  }
  out.openapi = *text;
  read_columns(from, where, out, wrong);
  read_fields(from, where, out, wrong);
  return out;
}

} // namespace

boost::system::result<resource, std::vector<field_error>> read_definition(const json::value& from) {
  errors wrong;
  resource out;
  out.custom = true;
  out.group = from.text_at({"spec", "group"});
  out.plural = from.text_at({"spec", "names", "plural"});
  out.singular = from.text_at({"spec", "names", "singular"});
  out.kind = from.text_at({"spec", "names", "kind"});
  out.short_names = texts_at(from, {"spec", "names", "shortNames"});
  out.categories = texts_at(from, {"spec", "names", "categories"});
  out.collection = out.group + "/" + out.plural;
  out.uid = from.text_at({"metadata", "uid"});
  const auto scope_word = from.text_at({"spec", "scope"});
  out.namespaced = scope_word == "Namespaced";
  const auto name = from.text_at({"metadata", "name"});
  if (name != out.plural + "." + out.group)
    invalid_value(wrong, "metadata.name", json::write(name),
                  "must be spec.names.plural+\".\"+spec.group");
  for (const auto& [field, held] :
       {std::pair{"spec.group", &out.group}, std::pair{"spec.names.plural", &out.plural},
        std::pair{"spec.names.kind", &out.kind}})
    if (held->empty())
      required(wrong, field);
  if (scope_word != "Namespaced" && scope_word != "Cluster")
    wrong.push_back({"FieldValueNotSupported", "spec.scope",
                     "Unsupported value: " + json::write(scope_word)
                       + ": supported values: \"Cluster\", \"Namespaced\""});
  out.has_status = false;
  int storage = 0;
  const auto* versions = from.find_path({"spec", "versions"});
  for (std::size_t i = 0; versions && versions->as_array() && i < versions->as_array()->size();
       ++i) {
    const auto& one = (*versions->as_array())[i];
    auto read = read_version(one, "spec.versions[" + std::to_string(i) + "]", wrong);
    storage += read.storage ? 1 : 0;
    out.has_status = out.has_status || one.find_path({"subresources", "status"});
    if (flag_at(one, "served"))
      out.versions.push_back(std::move(read));
  }
  if (storage != 1)
    invalid_value(wrong, "spec.versions", "null",
                  "must have exactly one version marked as storage version");
  if (from.text_at({"spec", "conversion", "strategy"}) == "Webhook")
    invalid_value(wrong, "spec.conversion.strategy", "\"Webhook\"",
                  "this server converts by apiVersion only");
  if (!wrong.empty())
    return wrong;
  return out;
}

void complete_definition(json::value& definition) {
  auto& spec = definition["spec"];
  auto& names = spec["names"];
  const std::string kind{names.text_at({"kind"})};
  auto lower = kind;
  for (auto& c : lower)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (names.text_at({"singular"}).empty())
    names.set("singular", lower);
  if (names.text_at({"listKind"}).empty())
    names.set("listKind", kind + "List");
  if (!spec.find("conversion"))
    spec.set("conversion", json::value::of({{"strategy", "None"}}));
  constexpr const char* cleanup = "customresourcecleanup.apiextensions.k8s.io";
  if (definition.find_path({"metadata", "deletionTimestamp"}))
    return;
  auto& finalizers = definition["metadata"]["finalizers"];
  if (!finalizers.is_array())
    finalizers = json::array{};
  auto& all = *finalizers.as_array();
  if (std::find(all.begin(), all.end(), json::value{cleanup}) == all.end())
    all.emplace_back(cleanup);
}

} // namespace weft::k8s::server
