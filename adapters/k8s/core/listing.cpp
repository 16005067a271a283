#include "adapters/k8s/core/core_state.hpp"
#include "adapters/k8s/core/table.hpp"
#include "protocol/base64.hpp"

#include <algorithm>
#include <charconv>

namespace weft::k8s::server {

namespace {

/// Where a paged list goes on, as kube-apiserver writes it.
struct page {
  std::uint64_t version = 0;
  std::string after; ///< key of the last object told
};

std::string write_token(const page& from) {
  return encode_base64url(
    json::write(json::value::of({{"v", "meta.k8s.io/v1"},
                                 {"rv", from.version},
                                 {"start", from.after + std::string(1, '\0')}})));
}

std::optional<page> read_token(const std::string& token) {
  const auto text = json::parse(decode_base64url(token).value_or(""));
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
  const auto asked = read_version(version);
  if (!asked)
    return bad_request("invalid resource version: resourceVersion: Invalid value: \"" + version
                       + "\": strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
  if (*asked > current)
    return version_too_large(*asked, current);
  return std::nullopt;
}

/// Whether any version will do that is new enough.
bool is_cached(const scope& what) {
  return !what.parameter("resourceVersion").empty()
         && what.parameter("resourceVersionMatch") != "Exact";
}

/// Where this list begins: at the present, at a version asked for, or where a page ended.
/// @param reached By the watch cache.
outcome<page> first_of(const scope& what, const store& kept, std::uint64_t reached) {
  const auto token = what.parameter("continue");
  if (token.empty() && what.parameter("resourceVersionMatch") == "Exact") {
    const page then{read_version(what.parameter("resourceVersion")).value_or(0), ""};
    if (then.version < kept.oldest())
      return expired("The resourceVersion for the provided list is too old.");
    return then;
  }
  if (token.empty())
    return page{is_cached(what) ? reached : kept.version(), ""};
  const auto read = read_token(token);
  if (!read)
    return bad_request("invalid continue token: continue key is not valid");
  if (read->version >= kept.oldest())
    return *read;
  auto why = expired("The provided continue parameter is too old to display a consistent list "
                     "result. You can start a new list without the continue parameter, or use "
                     "the continue token in this response to retrieve the remainder of the "
                     "results. Continuing with the provided token results in an inconsistent "
                     "list - objects that were created, modified, or deleted between the time "
                     "the first chunk was returned and now may show up in the list.");
  why.continue_token = write_token({kept.version(), read->after});
  return why;
}

/// A limit is ignored when any version will do, as by the watch cache.
std::uint64_t limit_of(const scope& what) {
  const bool any_version
    = what.parameter("resourceVersion") == "0" && what.parameter("resourceVersionMatch") != "Exact";
  return any_version ? 0 : read_version(what.parameter("limit")).value_or(0);
}

json::value list_of(const scope& what, std::vector<json::value> items, json::value meta) {
  if (what.shown == form::table)
    return make_table(what, items, std::move(meta), true);
  const bool partial = what.shown == form::partial;
  for (auto& item : items) {
    if (partial)
      item = make_partial(item);
    if (!partial && !what.what->custom) {
      item.erase("kind");
      item.erase("apiVersion");
    }
  }
  json::value out = json::value::of(
    {{"kind", partial ? "PartialObjectMetadataList" : what.what->list_kind()},
     {"apiVersion", partial ? "meta.k8s.io/v1" : api_version(*what.what, what.version)}});
  out.set("metadata", std::move(meta));
  out.set("items", json::array(std::make_move_iterator(items.begin()),
                               std::make_move_iterator(items.end())));
  return out;
}

} // namespace

std::optional<std::uint64_t> read_version(std::string_view text) {
  std::uint64_t out = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && stop == text.data() + text.size() ? std::optional{out}
                                                                   : std::nullopt;
}

answer api_core::state::list(const scope& what) {
  if (what.shown == form::partial && !what.shown_as_list)
    return to_answer(not_acceptable("you requested PartialObjectMetadata, but the requested object "
                                    "is a list"));
  if (auto no = check_options(what, is_cached(what) ? reached() : kept.version()))
    return to_answer(*no);
  const auto which = read_selection(what);
  if (!which)
    return to_answer(which.error());
  const auto from = first_of(what, kept, reached());
  if (!from)
    return to_answer(from.error());

  const bool past = from->version != kept.version();
  const auto then = past ? kept.at(what.what->collection, from->version) : server::objects{};
  const auto& all = past ? then : kept.all(what.what->collection);
  const auto limit = limit_of(what);
  if (limit == 1)
    ++counts["peek " + what.what->plural];
  const auto prefix = what.ns.empty() ? "" : what.ns + "/";
  std::vector<json::value> items;
  std::string last;
  std::int64_t remaining = 0;
  for (auto i = all.upper_bound(std::max(from->after, prefix));
       i != all.end() && i->first.starts_with(prefix); ++i) {
    if (!matches(*which, *what.what, what.version, i->second->object))
      continue;
    if (limit > 0 && items.size() == limit) {
      ++remaining;
      continue;
    }
    items.push_back(seen(*what.what, what.version, *i->second));
    last = i->first;
  }

  json::value meta = json::value::of({{"resourceVersion", std::to_string(from->version)}});
  if (remaining > 0) {
    meta.set("continue", write_token({from->version, last}));
    if (which->selects_everything())
      meta.set("remainingItemCount", remaining);
  }
  answer out;
  out.body = json::write(list_of(what, std::move(items), std::move(meta)));
  return out;
}

} // namespace weft::k8s::server
