#include "adapters/k8s/core/core_state.hpp"
#include "adapters/k8s/core/table.hpp"

#include <charconv>

namespace weft::k8s::server {

namespace {

refusal forbidden_option(std::string field, std::string why) {
  return invalid({"", "meta.k8s.io", "ListOptions", ""},
                 {{"FieldValueForbidden", std::move(field), "Forbidden: " + std::move(why)}});
}

std::optional<refusal> check_options(const scope& what, bool watch_list) {
  const auto match = what.parameter("resourceVersionMatch");
  const bool streams = what.query.contains("sendInitialEvents");
  if (streams && !watch_list)
    return forbidden_option("sendInitialEvents", "sendInitialEvents is forbidden for watch unless "
                                                 "the WatchList feature gate is enabled");
  if (streams && match != "NotOlderThan")
    return forbidden_option("resourceVersionMatch",
                            "sendInitialEvents requires setting resourceVersionMatch to "
                            "NotOlderThan");
  if (!streams && !match.empty())
    return forbidden_option("resourceVersionMatch", "resourceVersionMatch is forbidden for watch "
                                                    "unless sendInitialEvents is provided");
  return std::nullopt;
}

template <class Number>
bool read_number(const std::string& text, Number& into) {
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, into);
  return text.empty() || (error == std::errc{} && stop == end);
}

std::string event_line(std::string_view type, const json::value& object) {
  return R"({"type":")" + std::string{type} + R"(","object":)" + json::write(object) + "}";
}

std::string expired_line(std::uint64_t asked, std::uint64_t oldest) {
  return event_line("ERROR", to_json(expired("too old resource version: " + std::to_string(asked)
                                             + " (" + std::to_string(oldest) + ")")));
}

/// The event of a watch that selects objects: what starts to match is added, what stops to match
/// is deleted. Empty: none of its business.
std::string_view event_type(bool before, bool after) {
  if (before && after)
    return "MODIFIED";
  return after ? "ADDED" : before ? "DELETED" : "";
}

} // namespace

std::string api_core::state::line_for(open_watch& which, std::string_view type,
                                      const stored& object) const {
  const auto shown = seen(*which.how.what, which.how.version, object);
  if (which.how.shown == form::table)
    return event_line(
      type, make_table(which.how, {shown},
                       json::value::of({{"resourceVersion", std::to_string(object.version)}}),
                       !std::exchange(which.columns_told, true)));
  return event_line(type, which.how.shown == form::partial ? make_partial(shown) : shown);
}

std::string api_core::state::bookmark_line(open_watch& which, bool initial_end) const {
  json::value meta = json::value::of({{"resourceVersion", std::to_string(reached(which.server))}});
  if (initial_end)
    meta.set("annotations", json::value::of({{"k8s.io/initial-events-end", "true"}}));
  if (which.how.shown == form::table)
    return event_line("BOOKMARK", make_table(which.how, {}, std::move(meta),
                                             !std::exchange(which.columns_told, true)));
  const bool partial = which.how.shown == form::partial;
  json::value object = json::value::of(
    {{"kind", partial ? "PartialObjectMetadata" : which.how.what->kind},
     {"apiVersion", partial ? "meta.k8s.io/v1" : api_version(*which.how.what, which.how.version)}});
  object.set("metadata", std::move(meta));
  return event_line("BOOKMARK", object);
}

answer api_core::state::watch(const scope& what) {
  if (auto no = check_options(what, how.watch_list))
    return to_answer(*no);
  const auto which = read_selection(what);
  if (!which)
    return to_answer(which.error());
  std::uint64_t from = 0;
  std::int64_t limit = 0;
  const auto version = what.parameter("resourceVersion");
  if (!read_number(version, from))
    return to_answer(internal_error("resourceVersion: Invalid value: \"" + version
                                    + "\": strconv.ParseUint: parsing \"" + version
                                    + "\": invalid syntax"));
  if (!read_number(what.parameter("timeoutSeconds"), limit))
    return to_answer(bad_request("strconv.ParseInt: parsing \"" + what.parameter("timeoutSeconds")
                                 + "\": invalid syntax"));
  if (limit <= 0)
    limit = 1800 + static_cast<std::int64_t>(dice() % 1800);

  auto opened = std::make_unique<open_watch>();
  auto& it = *opened;
  it.asked = *what.asked;
  it.how = what;
  it.how.asked = &it.asked;
  it.which = *which;
  it.ends = now + std::chrono::seconds{limit};
  it.bookmarks = what.flag("allowWatchBookmarks");
  it.next_bookmark = std::min(now + how.bookmark_every, it.ends - std::chrono::seconds{2});
  it.from = std::max(from, reached());
  it.server = serving;

  answer out;
  const auto oldest = std::max(kept.oldest(), what.what->since);
  if (from != 0 && from < oldest && !what.flag("sendInitialEvents")) {
    out.body = expired_line(from, oldest) + "\n";
    return out;
  }
  const bool streams
    = what.query.contains("sendInitialEvents") ? what.flag("sendInitialEvents") : from == 0;
  if (what.flag("sendInitialEvents") && from > reached()) {
    out.body = event_line("ERROR", to_json(version_too_large(from, reached()))) + "\n";
    return out;
  }
  if (streams) {
    ++counts["stream " + what.what->plural];
    for (const auto& [key, object] : cached(what.what->collection))
      if ((what.ns.empty() || key.starts_with(what.ns + "/"))
          && matches(it.which, *what.what, what.version, object->object))
        out.lines.push_back(line_for(it, "ADDED", *object));
    if (it.bookmarks && version.empty() && reached() < kept.version())
      it.owes_end = kept.version();
    if (it.bookmarks && !it.owes_end)
      out.lines.push_back(bookmark_line(it, true));
  } else {
    for (const auto& past : kept.history())
      if (from != 0 && past.version > from && past.version <= reached())
        if (auto line = event_for(it, past); !line.empty())
          out.lines.push_back(std::move(line));
  }
  out.watch = next_watch++;
  watches.emplace(*out.watch, std::move(opened));
  return out;
}

std::string api_core::state::event_for(open_watch& which, const change& what) const {
  const auto& about = *which.how.what;
  if (what.collection != about.collection
      || (!which.how.ns.empty() && !what.key.starts_with(which.how.ns + "/")))
    return {};
  const auto& version = which.how.version;
  const bool before = what.before && matches(which.which, about, version, what.before->object);
  const bool after = !what.deleted && matches(which.which, about, version, what.after->object);
  const auto type = event_type(before, after);
  if (type.empty())
    return {};
  if (type != "DELETED")
    return line_for(which, type, *what.after);
  // What leaves is told as it last was, under the version of its leaving.
  auto last = what.before->object;
  last["metadata"].set("resourceVersion", std::to_string(what.version));
  return line_for(which, type, {std::move(last), what.version});
}

void api_core::state::publish(const change& what) {
  for (auto& [id, one] : watches)
    if (!one->silent && !caches.at(one->server).stuck_at && what.version > one->from)
      if (const auto line = event_for(*one, what); !line.empty())
        tell(id, watch_event::line, line);
  catch_up(how.history_limit / 2);
}

void api_core::state::tick() {
  move_caches();
  std::vector<watch_id> over;
  for (auto& [id, one] : watches) {
    if (one->bookmarks && now >= one->next_bookmark && now < one->ends) {
      if (!one->silent && !one->owes_end && one->from <= reached(one->server))
        tell(id, watch_event::line, bookmark_line(*one, false));
      const auto last_call = one->ends - std::chrono::seconds{2};
      one->next_bookmark = one->next_bookmark < last_call && now < last_call
                             ? std::min(now + how.bookmark_every, last_call)
                             : one->ends;
    }
    if (now >= one->ends)
      over.push_back(id);
  }
  for (const auto id : over)
    end_watch(id, watch_event::end);
}

void api_core::state::end_watch(watch_id which, watch_event how_it_ends) {
  const auto node = watches.extract(which);
  if (node && !(node.mapped()->silent && how_it_ends == watch_event::end))
    tell(which, how_it_ends, "");
}

void api_core::state::end_watches_of(const std::string& collection, watch_event how_it_ends) {
  std::vector<watch_id> over;
  for (const auto& [id, one] : watches)
    if (one->how.what->collection == collection)
      over.push_back(id);
  for (const auto id : over)
    end_watch(id, how_it_ends);
}

void api_core::state::disturb_all(const std::string& plural, disturbance how_it_breaks) {
  std::vector<watch_id> hit;
  for (const auto& [id, one] : watches)
    if (plural.empty() || one->how.what->plural == plural)
      hit.push_back(id);
  for (const auto id : hit)
    disturb(*watches.at(id), id, how_it_breaks);
}

void api_core::state::forget() {
  catch_up();
  kept.skip(1);
  kept.forget();
}

void api_core::state::restart() {
  forget();
  while (!watches.empty())
    end_watch(watches.begin()->first, watch_event::drop);
}

void api_core::state::disturb(open_watch& which, watch_id id, disturbance how_it_breaks) {
  switch (how_it_breaks) {
  case disturbance::drop:
    return end_watch(id, watch_event::drop);
  case disturbance::end:
    return end_watch(id, watch_event::end);
  case disturbance::silence:
    which.silent = true;
    return;
  case disturbance::gone:
    tell(id, watch_event::line, expired_line(1, kept.version()));
    return end_watch(id, watch_event::end);
  case disturbance::error: {
    refusal why = internal_error("etcdserver: leader changed");
    why.reason = "InternalError";
    tell(id, watch_event::line, event_line("ERROR", to_json(why)));
    return end_watch(id, watch_event::end);
  }
  case disturbance::garbage:
    return tell(id, watch_event::line, "\x01\x02 not JSON }{");
  case disturbance::half_line:
    tell(id, watch_event::raw, R"({"type":"MODIFIED","object":{"metad)");
    return end_watch(id, watch_event::drop);
  }
}

} // namespace weft::k8s::server
