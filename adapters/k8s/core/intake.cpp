#include "adapters/k8s/core/intake.hpp"

#include "adapters/k8s/core/protobuf.hpp"
#include "adapters/yaml/reader.hpp"
#include "protocol/pattern.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

/// The beginning of a body that cannot be read, as kube-apiserver quotes it.
std::string shown(const std::string& body) {
  constexpr std::size_t enough = 30;
  if (body.empty())
    return "<empty>";
  return body.size() <= enough ? body : body.substr(0, enough) + " ...";
}

refusal unrecognized(const scope& what, const std::string& why, const std::string& body) {
  return bad_request("the object provided is unrecognized (must be of type " + what.what->kind
                     + "): " + why + " (" + shown(body) + ")");
}

std::optional<refusal> check_type(const scope& what, json::value& object) {
  const auto* kind = object.find("kind");
  const auto* version = object.find("apiVersion");
  const auto wanted = api_version(*what.what, what.version);
  if (what.what->custom && (!kind || kind->text_or("").empty()))
    return unrecognized(what, "Object 'Kind' is missing in '" + what.asked->body + "'",
                        what.asked->body);
  if (version && version->text_or("") != wanted)
    return bad_request("the API version in the data (" + std::string{version->text_or("")}
                       + ") does not match the expected API version (" + wanted + ")");
  if (kind && kind->text_or("") != what.what->kind) {
    const std::string given{kind->text_or("")};
    if (what.what->custom)
      return invalid(
        {std::string{object.text_at({"metadata", "name"})}, what.what->group, given, ""},
        {{"FieldValueInvalid", "kind",
          "Invalid value: \"" + given + "\": must be " + what.what->kind}});
    return bad_request("the object provided is unrecognized (must be of type " + what.what->kind
                       + "): no kind \"" + given + "\" is registered for version \"" + wanted
                       + "\"");
  }
  object.set("apiVersion", wanted);
  object.set("kind", what.what->kind);
  return std::nullopt;
}

std::optional<refusal> check_place(const scope& what, json::value& object) {
  if (!object["metadata"].is_object())
    object.set("metadata", json::object{});
  auto& meta = object["metadata"];
  const auto* ns = meta.find("namespace");
  if (ns && !ns->text_or("").empty() && ns->text_or("") != what.ns)
    return bad_request("the namespace of the provided object does not match the namespace sent on "
                       "the request");
  if (!what.ns.empty())
    meta.set("namespace", what.ns);
  const auto* name = meta.find("name");
  if (!what.name.empty() && name && name->text_or("") != what.name)
    return bad_request("the name of the object (" + std::string{name->text_or("")}
                       + ") does not match the name on the URL (" + what.name + ")");
  if (!what.name.empty())
    meta.set("name", what.name);
  return std::nullopt;
}

constexpr std::string_view name_rule
  = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view label_rule
  = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyName', or 'my.name', or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view value_rule
  = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue', or 'my_value', "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

bool fits(std::string_view text, const pattern& shape, std::size_t longest) {
  return text.size() <= longest && shape.found_in(text);
}

void check_meta(const json::value& object, std::vector<field_error>& into) {
  static const auto name_shape
    = *pattern::compile(R"(^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)");
  static const auto label_shape = *pattern::compile("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$");
  static const auto value_shape
    = *pattern::compile("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$");
  auto complain = [&](std::string field, std::string_view shown_value, std::string_view why) {
    into.push_back({"FieldValueInvalid", std::move(field),
                    "Invalid value: " + json::write(shown_value) + ": " + std::string{why}});
  };
  const auto& meta = *object.find("metadata");
  const auto name = meta.text_at({"name"});
  if (name.empty())
    into.push_back(
      {"FieldValueRequired", "metadata.name", "Required value: name or generateName is required"});
  else if (!fits(name, name_shape, 253))
    complain("metadata.name", name, name_rule);
  const auto* labels = meta.find("labels");
  if (!labels || !labels->as_object())
    return;
  for (const auto& [key, held] : *labels->as_object()) {
    const auto slash = key.find('/');
    if (!fits(slash == key.npos ? key : key.substr(slash + 1), label_shape, 63))
      complain("metadata.labels", key, label_rule);
    if (!fits(held.text_or("?"), value_shape, 63))
      complain("metadata.labels", held.text_or(""), value_rule);
  }
}

/// The first member of metadata whose shape no schema would allow.
std::string wrong_meta(const json::value& meta) {
  for (const auto* name : {"name", "namespace", "generateName", "uid", "resourceVersion"})
    if (const auto* held = meta.find(name); held && !held->is_string() && !held->is_null())
      return std::string{"json: cannot unmarshal "} + std::string{held->type_name()}
             + " into Go struct field ObjectMeta." + name + " of type string";
  for (const auto* name : {"labels", "annotations"}) {
    const auto* held = meta.find(name);
    if (held && !held->is_object() && !held->is_null())
      return std::string{"json: cannot unmarshal "} + std::string{held->type_name()}
             + " into Go struct field ObjectMeta." + name + " of type map[string]string";
    if (held && held->is_object())
      for (const auto& [key, text] : *held->as_object())
        if (!text.is_string())
          return std::string{"json: cannot unmarshal "} + std::string{text.type_name()}
                 + " into Go struct field ObjectMeta." + name + " of type string";
  }
  return {};
}

/// Members of metadata that Kubernetes does not know.
std::vector<std::string> prune_meta(json::value& object) {
  constexpr std::string_view known[] = {"name",
                                        "generateName",
                                        "namespace",
                                        "selfLink",
                                        "uid",
                                        "resourceVersion",
                                        "generation",
                                        "creationTimestamp",
                                        "deletionTimestamp",
                                        "deletionGracePeriodSeconds",
                                        "labels",
                                        "annotations",
                                        "ownerReferences",
                                        "finalizers",
                                        "managedFields"};
  std::vector<std::string> gone;
  auto* members = object["metadata"].as_object();
  std::erase_if(*members, [&](const json::member& one) {
    const bool unknown
      = std::find(std::begin(known), std::end(known), one.first) == std::end(known);
    if (unknown)
      gone.push_back("metadata." + one.first);
    return unknown || one.second.is_null();
  });
  for (const auto* name : {"labels", "annotations", "finalizers", "ownerReferences"})
    if (const auto* held = object["metadata"].find(name);
        held
        && ((held->as_object() && held->as_object()->empty())
            || (held->as_array() && held->as_array()->empty())))
      object["metadata"].erase(name);
  return gone;
}

} // namespace

json::value sorted(json::value what) {
  if (auto* items = what.as_array())
    for (auto& item : *items)
      item = sorted(std::move(item));
  if (auto* members = what.as_object()) {
    std::sort(members->begin(), members->end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [name, held] : *members)
      held = sorted(std::move(held));
  }
  return what;
}

outcome<json::value> read_object(const scope& what) {
  const auto& type = what.asked->content_type;
  const auto& body = what.asked->body;
  const bool is_yaml = type.starts_with("application/yaml");
  const bool is_protobuf = type.starts_with("application/vnd.kubernetes.protobuf");
  if (!is_yaml && !is_protobuf && !type.empty() && !type.starts_with("application/json"))
    return unsupported_media("application/json, application/yaml, "
                             "application/vnd.kubernetes.protobuf");
  auto read = is_yaml ? yaml::read(body) : is_protobuf ? read_protobuf(body) : json::parse(body);
  if (!read || !read->is_object())
    return unrecognized(what,
                        "couldn't get version/kind; json parse error: "
                          + (read ? std::string{"not an object"} : read.error().what),
                        body);
  auto object = std::move(*read);
  if (auto no = check_type(what, object))
    return *no;
  if (auto no = check_place(what, object))
    return *no;
  return object;
}

outcome<intake_notes> shape_object(const scope& what, json::value& object) {
  intake_notes notes;
  auto refused = [&](const std::string& why) {
    return bad_request(what.what->kind + " in version \"" + what.version
                       + "\" cannot be handled as a " + what.what->kind + ": " + why);
  };
  if (const auto why = wrong_meta(object["metadata"]); !why.empty())
    return refused(why);
  auto gone = prune_meta(object);
  if (const auto& shape = what.served().shape) {
    const auto more = prune(object, *shape);
    gone.insert(gone.end(), more.begin(), more.end());
    if (what.what->custom)
      fill_in_defaults(object, *shape);
  }
  const auto mode = what.parameter("fieldValidation");
  std::string all;
  for (const auto& field : gone) {
    all += (all.empty() ? "" : ", ") + std::string{"unknown field \""} + field + "\"";
    if (mode != "Ignore")
      notes.warnings.push_back("unknown field \"" + field + "\"");
  }
  if (mode == "Strict" && !gone.empty())
    return refused("strict decoding error: " + all);
  return notes;
}

std::optional<refusal> check_object(const scope& what, const json::value& object,
                                    const json::value* before) {
  std::vector<field_error> causes;
  check_meta(object, causes);
  if (const auto& shape = what.served().shape; shape && what.what->custom) {
    const auto more = validate(object, *shape, before);
    causes.insert(causes.end(), more.begin(), more.end());
  }
  if (causes.empty())
    return std::nullopt;
  auto about = what.about_kind();
  about.name = object.text_at({"metadata", "name"});
  return invalid(about, std::move(causes));
}

} // namespace weft::k8s::server
