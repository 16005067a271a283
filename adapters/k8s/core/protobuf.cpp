#include "adapters/k8s/core/protobuf.hpp"

#include "protocol/base64.hpp"
#include "protocol/condition.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace weft::k8s::server {

namespace {

enum class form : std::uint8_t {
  text,
  whole,
  truth,
  message,
  time,          ///< Time
  text_map,      ///< map<string, string>
  bytes_map,     ///< map<string, bytes>, base64 in JSON
  int_or_string, ///< IntOrString
};

struct field;
using fields = std::span<const field>;

/// A field of a message as generated.proto numbers it.
struct field {
  std::uint32_t number;
  const char* name;
  form what;
  bool repeated = false;
  fields inside = {};
};

constexpr field owner_reference[] = {
  {1, "kind", form::text},        {3, "name", form::text},
  {4, "uid", form::text},         {5, "apiVersion", form::text},
  {6, "controller", form::truth}, {7, "blockOwnerDeletion", form::truth},
};
constexpr field object_meta[] = {
  {1, "name", form::text},
  {2, "generateName", form::text},
  {3, "namespace", form::text},
  {5, "uid", form::text},
  {6, "resourceVersion", form::text},
  {8, "creationTimestamp", form::time},
  {11, "labels", form::text_map},
  {12, "annotations", form::text_map},
  {13, "ownerReferences", form::message, true, owner_reference},
  {14, "finalizers", form::text, true},
};
constexpr field config_map[] = {
  {1, "metadata", form::message, false, object_meta},
  {2, "data", form::text_map},
  {3, "binaryData", form::bytes_map},
  {4, "immutable", form::truth},
};
constexpr field secret[] = {
  {1, "metadata", form::message, false, object_meta},
  {2, "data", form::bytes_map},
  {3, "type", form::text},
  {4, "stringData", form::text_map},
  {5, "immutable", form::truth},
};
constexpr field meta_only[] = {{1, "metadata", form::message, false, object_meta}};
constexpr field container_port[] = {
  {1, "name", form::text},
  {3, "containerPort", form::whole},
  {4, "protocol", form::text},
};
constexpr field container[] = {
  {1, "name", form::text},
  {2, "image", form::text},
  {3, "command", form::text, true},
  {4, "args", form::text, true},
  {6, "ports", form::message, true, container_port},
};
constexpr field pod_spec[] = {{2, "containers", form::message, true, container}};
constexpr field pod_template[] = {
  {1, "metadata", form::message, false, object_meta},
  {2, "spec", form::message, false, pod_spec},
};
constexpr field label_selector[] = {{1, "matchLabels", form::text_map}};
constexpr field deployment_spec[] = {
  {1, "replicas", form::whole},
  {2, "selector", form::message, false, label_selector},
  {3, "template", form::message, false, pod_template},
};
constexpr field deployment[] = {
  {1, "metadata", form::message, false, object_meta},
  {2, "spec", form::message, false, deployment_spec},
};
constexpr field service_port[] = {
  {1, "name", form::text},      {2, "protocol", form::text},
  {3, "port", form::whole},     {4, "targetPort", form::int_or_string},
  {5, "nodePort", form::whole},
};
constexpr field service_spec[] = {
  {1, "ports", form::message, true, service_port},
  {2, "selector", form::text_map},
  {3, "clusterIP", form::text},
  {4, "type", form::text},
};
constexpr field service[] = {
  {1, "metadata", form::message, false, object_meta},
  {2, "spec", form::message, false, service_spec},
};
constexpr field timestamp_fields[] = {{1, "seconds", form::whole}};
constexpr field int_or_string[]
  = {{1, "type", form::whole}, {2, "intVal", form::whole}, {3, "strVal", form::text}};
constexpr field text_entry[] = {{1, "key", form::text}, {2, "value", form::text}};
constexpr field type_meta[] = {{1, "apiVersion", form::text}, {2, "kind", form::text}};
constexpr field envelope[] = {
  {1, "typeMeta", form::message, false, type_meta},
  {2, "raw", form::text},
};

constexpr struct {
  std::string_view kind;
  fields inside;
} kinds[] = {
  {"ConfigMap", config_map}, {"Deployment", deployment}, {"Namespace", meta_only},
  {"Secret", secret},        {"Service", service},       {"ServiceAccount", meta_only},
};

/// Reads fields from left to right; nothing more once the bytes were broken.
class reader {
public:
  explicit reader(std::string_view bytes) : rest_(bytes) {}

  std::optional<json::value> read(fields known) {
    json::value out{json::object{}};
    while (!rest_.empty()) {
      const auto tag = varint();
      const auto wire = tag & 7U;
      if (wire == 0)
        take_number(known, static_cast<std::uint32_t>(tag >> 3U), varint(), out);
      else if (wire == 2)
        take_bytes(known, static_cast<std::uint32_t>(tag >> 3U), bytes(varint()), out);
      else
        bytes(wire == 1 ? 8 : wire == 5 ? 4 : rest_.size() + 1);
      if (broken_)
        return std::nullopt;
    }
    return out;
  }

private:
  std::uint64_t varint() {
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty())
        break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      out |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80U)
        return out;
    }
    broken_ = true;
    return 0;
  }

  std::string_view bytes(std::uint64_t size) {
    if (size > rest_.size()) {
      broken_ = true;
      return {};
    }
    const auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }

  static const field* find(fields known, std::uint32_t number) {
    for (const auto& one : known)
      if (one.number == number)
        return &one;
    return nullptr;
  }

  static void take_number(fields known, std::uint32_t number, std::uint64_t held,
                          json::value& into) {
    const auto* what = find(known, number);
    if (what && what->what == form::truth)
      into.set(what->name, held != 0);
    else if (what)
      into.set(what->name, static_cast<std::int64_t>(held));
  }

  void take_bytes(fields known, std::uint32_t number, std::string_view held, json::value& into) {
    const auto* what = find(known, number);
    if (!what)
      return;
    auto part = value_of(*what, held, into);
    if (what->repeated)
      into[what->name].push_back(std::move(part));
    else if (what->what != form::text || !held.empty())
      into.set(what->name, std::move(part));
  }

  json::value inner(fields known, std::string_view held) {
    auto out = reader{held}.read(known);
    broken_ = broken_ || !out;
    return out.value_or(json::value{});
  }

  json::value value_of(const field& what, std::string_view held, json::value& into) {
    switch (what.what) {
    case form::message:
      return inner(what.inside, held);
    case form::time: {
      const auto when = inner(timestamp_fields, held);
      const auto* seconds = when.find("seconds");
      return seconds ? json::value{to_rfc3339(timestamp{std::chrono::seconds{seconds->int_or(0)}})}
                     : json::value{};
    }
    case form::text_map:
    case form::bytes_map: {
      const auto entry = inner(text_entry, held);
      const auto plain = entry.text_at({"value"});
      auto all = into.find(what.name) ? *into.find(what.name) : json::value{json::object{}};
      all.set(entry.text_at({"key"}),
              what.what == form::bytes_map ? encode_base64(plain) : std::string{plain});
      return all;
    }
    case form::int_or_string: {
      const auto either = inner(int_or_string, held);
      const auto* text = either.find("strVal");
      const auto* number = either.find("intVal");
      return text && !text->text_or("").empty() ? *text : number ? *number : json::value{0};
    }
    default:
      return json::value{held};
    }
  }

  std::string_view rest_;
  bool broken_ = false;
};

fault malformed(const std::string& why) {
  return {errc::malformed, why, "", {}};
}

} // namespace

result<json::value> read_protobuf(std::string_view body) {
  constexpr std::string_view magic{"k8s\0", 4};
  if (!body.starts_with(magic))
    return malformed("not Kubernetes' protobuf");
  const auto wrapped = reader{body.substr(magic.size())}.read(envelope);
  if (!wrapped)
    return malformed("broken protobuf");
  const auto* kind = wrapped->find_path({"typeMeta", "kind"});
  const auto* version = wrapped->find_path({"typeMeta", "apiVersion"});
  for (const auto& one : kinds) {
    if (!kind || one.kind != kind->text_or(""))
      continue;
    auto object = reader{wrapped->text_at({"raw"})}.read(one.inside);
    if (!object)
      return malformed("broken protobuf");
    object->set("kind", *kind);
    object->set("apiVersion", version ? *version : json::value{"v1"});
    return std::move(*object);
  }
  return malformed("protobuf of this kind is not read here; send JSON");
}

} // namespace weft::k8s::server
