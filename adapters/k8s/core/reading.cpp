#include "adapters/k8s/core/base64.hpp"
#include "adapters/k8s/core/core_state.hpp"
#include "adapters/k8s/core/table.hpp"

#include <algorithm>
#include <charconv>

namespace weft::k8s::server {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t out = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && stop == text.data() + text.size() ? std::optional{out}
                                                                   : std::nullopt;
}

/// Where a paged list goes on, as kube-apiserver writes it.
struct page {
  std::uint64_t version = 0;
  std::string after; ///< key of the last object told
};

std::string write_token(const page& from) {
  return to_base64_url(
      json::write(json::value::of({{"v", "meta.k8s.io/v1"},
                                   {"rv", from.version},
                                   {"start", from.after + std::string(1, '\0')}})));
}

std::optional<page> read_token(const std::string& token) {
  const auto text = json::parse(from_base64_url(token));
  const auto* version = text ? text->find("rv") : nullptr;
  const auto* start = text ? text->find("start") : nullptr;
  if (!version || !start || start->text_or("").empty())
    return std::nullopt;
  auto after = std::string{start->text_or("")};
  after.pop_back();
  return page{static_cast<std::uint64_t>(version->int_or(0)), std::move(after)};
}

refusal bad_options(std::string field, std::string reason, std::string message) {
  return invalid({"", "meta.k8s.io", "ListOptions", ""},
                 {{std::move(reason), std::move(field), std::move(message)}});
}

/// The rules of resourceVersion and resourceVersionMatch on lists. @see kubernetes.md 3.3
std::optional<refusal> check_options(const scope& what, std::uint64_t current) {
  const auto version = what.parameter("resourceVersion");
  const auto match = what.parameter("resourceVersionMatch");
  if (what.query.contains("sendInitialEvents"))
    return bad_options("sendInitialEvents", "FieldValueForbidden",
                       "Forbidden: sendInitialEvents is forbidden for list");
  if (!match.empty() && version.empty())
    return bad_options("resourceVersionMatch", "FieldValueForbidden",
                       "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is "
                       "provided");
  if (!match.empty() && match != "Exact" && match != "NotOlderThan")
    return bad_options("resourceVersionMatch", "FieldValueNotSupported",
                       "Unsupported value: \"" + match
                           + "\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
  if (match == "Exact" && version == "0")
    return bad_options("resourceVersionMatch", "FieldValueForbidden",
                       "Forbidden: resourceVersionMatch \"exact\" is forbidden for "
                       "resourceVersion \"0\"");
  if (!version.empty() && version != "0" && !what.parameter("continue").empty())
    return bad_request("specifying resource version is not allowed when using continue");
  if (version.empty())
    return std::nullopt;
  const auto asked = number(version);
  if (!asked)
    return bad_request("invalid resource version: resourceVersion: Invalid value: \"" + version
                       + "\": strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
  if (*asked > current)
    return version_too_large(*asked, current);
  return std::nullopt;
}

const json::value* field_of(const json::value& object, const std::string& name,
                            const served_version& version) {
  for (const auto& one : version.fields)
    if (one.name == name) {
      const auto found = one.path.find(object);
      return found.empty() ? nullptr : found.front();
    }
  return object.find_path({"metadata", name == "metadata.name" ? "name" : "namespace"});
}

} // namespace

outcome<selection> api_core::state::read_selection(const scope& what) const {
  selection out;
  auto labels = label_selector::parse(what.parameter("labelSelector"));
  if (!labels)
    return bad_request(labels.error().what);
  out.labels = std::move(*labels);
  auto fields = parse_field_selector(what.parameter("fieldSelector"));
  if (!fields)
    return bad_request(fields.error().what);
  for (const auto& one : *fields) {
    const auto& known = what.served().fields;
    const bool declared = one.field == "metadata.name" || one.field == "metadata.namespace"
                          || std::any_of(known.begin(), known.end(), [&](const auto& field) {
                               return field.name == one.field;
                             });
    if (!declared)
      return bad_request(what.what->custom ? "field label not supported: " + one.field
                                           : "\"" + one.field
                                                 + "\" is not a known field selector: only "
                                                   "\"metadata.name\", \"metadata.namespace\"");
  }
  out.fields = std::move(*fields);
  if (!what.name.empty())
    out.fields.push_back({"metadata.name", true, what.name});
  return out;
}

bool api_core::state::matches(const selection& which, const resource& what,
                              std::string_view version, const json::value& object) {
  if (!which.labels.matches(object.find_path({"metadata", "labels"})))
    return false;
  if (which.fields.empty())
    return true;
  const auto& served = *what.find(version);
  const auto shown = converted(what, version, object);
  return std::all_of(which.fields.begin(), which.fields.end(), [&](const auto& one) {
    const auto* held = field_of(shown, one.field, served);
    const auto text = !held               ? std::string{}
                      : held->is_string() ? std::string{held->text_or("")}
                                          : json::write(*held);
    return (text == one.value) == one.equal;
  });
}

json::value api_core::state::seen(const resource& what, std::string_view version,
                                  const stored& object) const {
  auto out = converted(what, version, object.object);
  const auto& shape = what.find(version)->shape;
  if (what.custom && shape && object.version < what.reshaped) {
    prune(out, *shape);
    fill_in_defaults(out, *shape);
  }
  return out;
}

answer api_core::state::show(const scope& what, const stored& object, int status) const {
  const auto shown = seen(*what.what, what.version, object);
  answer out;
  out.status = status;
  if (what.shown == form::table)
    out.body = json::write(
        make_table(what, {shown},
                   json::value::of({{"resourceVersion", std::to_string(object.version)}}), true));
  else
    out.body = json::write(what.shown == form::partial ? make_partial(shown) : shown);
  return out;
}

answer api_core::state::get(const scope& what) {
  const auto version = what.parameter("resourceVersion");
  if (const auto asked = number(version); !version.empty() && asked && *asked > kept.version())
    return to_answer(version_too_large(*asked, kept.version()));
  const auto found = kept.find(what.what->collection, what.key());
  return found ? show(what, *found) : to_answer(not_found(what.about()));
}

answer api_core::state::list(const scope& what) {
  if (what.shown == form::partial && !what.shown_as_list)
    return to_answer(not_acceptable("you requested PartialObjectMetadata, but the requested object "
                                    "is a list"));
  if (auto no = check_options(what, kept.version()))
    return to_answer(*no);
  const auto which = read_selection(what);
  if (!which)
    return to_answer(which.error());
  const auto version = number(what.parameter("resourceVersion")).value_or(0);
  page from{kept.version(), ""};
  const auto token = what.parameter("continue");
  if (what.parameter("resourceVersionMatch") == "Exact")
    from.version = version;
  if (!token.empty()) {
    const auto read = read_token(token);
    if (!read)
      return to_answer(bad_request("invalid continue token: continue key is not valid"));
    from = *read;
  }
  if (from.version < kept.oldest()) {
    if (token.empty())
      return to_answer(expired("The resourceVersion for the provided list is too old."));
    auto why = expired("The provided continue parameter is too old to display a consistent list "
                       "result. You can start a new list without the continue parameter, or use "
                       "the continue token in this response to retrieve the remainder of the "
                       "results. Continuing with the provided token results in an inconsistent "
                       "list - objects that were created, modified, or deleted between the time "
                       "the first chunk was returned and now may show up in the list.");
    why.continue_token = write_token({kept.version(), from.after});
    return to_answer(why);
  }
  const auto& collection = what.what->collection;
  const bool past = from.version != kept.version();
  const auto then = past ? kept.at(collection, from.version) : server::objects{};
  const auto& all = past ? then : kept.all(collection);
  // A limit is ignored when any version will do, as by the watch cache.
  const bool any_version = what.parameter("resourceVersion") == "0"
                           && what.parameter("resourceVersionMatch") != "Exact";
  const auto limit = any_version ? 0 : number(what.parameter("limit")).value_or(0);
  const auto prefix = what.ns.empty() ? "" : what.ns + "/";
  std::vector<json::value> items;
  std::string last;
  std::size_t remaining = 0;
  for (auto i = all.upper_bound(std::max(from.after, prefix)); i != all.end(); ++i) {
    const auto& [key, object] = *i;
    if (!key.starts_with(prefix))
      break;
    if (!matches(*which, *what.what, what.version, object->object))
      continue;
    if (limit > 0 && items.size() == limit) {
      ++remaining;
      continue;
    }
    items.push_back(seen(*what.what, what.version, *object));
    last = key;
  }
  json::value meta = json::value::of({{"resourceVersion", std::to_string(from.version)}});
  if (remaining > 0) {
    meta.set("continue", write_token({from.version, last}));
    if (which->selects_everything())
      meta.set("remainingItemCount", static_cast<std::int64_t>(remaining));
  }
  answer out;
  if (what.shown == form::table) {
    out.body = json::write(make_table(what, items, std::move(meta), true));
    return out;
  }
  const bool partial = what.shown == form::partial;
  json::value body = json::value::of(
      {{"kind", partial ? "PartialObjectMetadataList" : what.what->list_kind()},
       {"apiVersion", partial ? "meta.k8s.io/v1" : api_version(*what.what, what.version)}});
  body.set("metadata", std::move(meta));
  for (auto& item : items) {
    if (partial)
      item = make_partial(item);
    if (!partial && !what.what->custom) {
      item.erase("kind");
      item.erase("apiVersion");
    }
  }
  body.set("items", json::array(std::make_move_iterator(items.begin()),
                                std::make_move_iterator(items.end())));
  out.body = json::write(body);
  return out;
}

} // namespace weft::k8s::server
