#include "protocol/k8s/requests.hpp"

#include "protocol/percent.hpp"

#include <utility>

namespace weft::k8s {

namespace {

constexpr const char* merge_patch = "application/merge-patch+json";

/// Appends query parameters; those without a value are left out.
class query {
public:
  explicit query(std::string path) : text_(std::move(path)) {}

  query& with(std::string_view name, std::string_view value) {
    if (value.empty())
      return *this;
    text_.append(1, std::exchange(separator_, '&')).append(name);
    text_.append(1, '=').append(percent_encoded(value));
    return *this;
  }

  std::string take() { return std::move(text_); }

private:
  std::string text_;
  char separator_ = '?';
};

std::string accepted(const kind& which, std::string_view as) {
  if (!which.metadata_only)
    return "application/json";
  return "application/json;as=" + std::string{as} + ";g=meta.k8s.io;v=v1,application/json";
}

request with_body(std::string_view method, query target, std::string_view type,
                  const json::value& body) {
  request asked;
  asked.method = method;
  asked.target = target.take();
  asked.content_type = type;
  asked.body = json::write(body);
  return asked;
}

json::value precondition(std::uint64_t version) {
  return json::value::of({{"resourceVersion", std::to_string(version)}});
}

request write_finalizers(const kind& which, const object_meta& seen, json::array all,
                         std::string_view manager) {
  auto meta = precondition(seen.version);
  meta.set("uid", seen.uid);
  meta.set("finalizers", std::move(all));
  return patch_request(which, seen.key, {}, json::value::of({{"metadata", std::move(meta)}}),
                       manager);
}

json::array finalizers_without(const object_meta& seen, std::string_view finalizer) {
  json::array kept;
  for (const auto& one : seen.finalizers)
    if (one != finalizer)
      kept.emplace_back(one);
  return kept;
}

request watch_selected(const kind& which, std::string_view ns, const std::string& fields,
                       const watch_options& how) {
  query target{collection_path(which, ns)};
  target.with("watch", "true").with("allowWatchBookmarks", "true");
  target.with("labelSelector", which.label_selector).with("fieldSelector", fields);
  target.with("resourceVersion", how.version);
  target.with("timeoutSeconds", std::to_string(how.timeout.count()));
  if (how.initial_events)
    target.with("sendInitialEvents", "true").with("resourceVersionMatch", "NotOlderThan");
  request asked;
  asked.target = target.take();
  asked.accept = accepted(which, "PartialObjectMetadata");
  return asked;
}

} // namespace

request list_request(const kind& which, std::string_view ns, const list_options& how) {
  query target{collection_path(which, ns)};
  target.with("labelSelector", which.label_selector).with("fieldSelector", which.field_selector);
  target.with("limit", how.limit ? std::to_string(how.limit) : "");
  if (how.continue_token.empty())
    target.with("resourceVersion", how.version);
  else
    target.with("continue", how.continue_token);
  request asked;
  asked.target = target.take();
  asked.accept = accepted(which, "PartialObjectMetadataList");
  return asked;
}

request watch_request(const kind& which, std::string_view ns, const watch_options& how) {
  return watch_selected(which, ns, which.field_selector, how);
}

request watch_one_request(const kind& which, const object_key& key, const watch_options& how) {
  return watch_selected(which, key.ns, "metadata.name=" + key.name, how);
}

request read_request(const kind& which, const object_key& key) {
  request asked;
  asked.target = object_path(which, key);
  asked.accept = accepted(which, "PartialObjectMetadata");
  return asked;
}

request create_request(const kind& which, std::string_view ns, json::value body,
                       std::string_view manager) {
  body.set("apiVersion", api_version(which));
  body.set("kind", which.name);
  query target{collection_path(which, ns)};
  return with_body("POST", std::move(target.with("fieldManager", manager)), "application/json",
                   body);
}

request patch_request(const kind& which, const object_key& key, std::string_view subresource,
                      const json::value& patch, std::string_view manager) {
  query target{object_path(which, key, subresource)};
  return with_body("PATCH", std::move(target.with("fieldManager", manager)), merge_patch, patch);
}

request add_finalizer_request(const kind& which, const object_meta& seen,
                              std::string_view finalizer, std::string_view manager) {
  auto all = finalizers_without(seen, finalizer);
  all.emplace_back(finalizer);
  return write_finalizers(which, seen, std::move(all), manager);
}

request remove_finalizer_request(const kind& which, const object_meta& seen,
                                 std::string_view finalizer, std::string_view manager) {
  return write_finalizers(which, seen, finalizers_without(seen, finalizer), manager);
}

} // namespace weft::k8s
