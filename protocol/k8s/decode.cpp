#include "protocol/k8s/decode.hpp"

#include "protocol/k8s/read_object.hpp"
#include "protocol/unicode.hpp"

#include <array>

namespace weft::k8s {

namespace {

namespace od = simdjson::ondemand;

static_assert(decode_padding >= simdjson::SIMDJSON_PADDING);

constexpr std::size_t keepable_bytes = 1U << 20U;
constexpr std::size_t max_shown_bytes = 60;

/// A parser and the copy it reads from, kept from one text to the next.
struct workplace {
  od::parser parser{};
  std::string copy;
};

workplace& own_workplace(std::size_t bytes) {
  thread_local workplace kept;
  // One giant object must not pin its buffers for good.
  if (bytes <= keepable_bytes && kept.parser.capacity() > 2 * keepable_bytes)
    kept = workplace();
  return kept;
}

od::document open(workplace& in, std::string_view text, buffer lies) {
  if (lies == buffer::exact) {
    in.copy.reserve(text.size() + decode_padding);
    in.copy.assign(text);
    text = in.copy;
  }
  const simdjson::padded_string_view padded{text, text.size() + decode_padding};
  return in.parser.iterate(padded);
}

fault malformed(std::string_view why, std::string_view text) {
  std::string what{why};
  what += " in " + std::to_string(text.size()) + " bytes that begin \"";
  what.append(printable(text, max_shown_bytes)).append(1, '"');
  return {errc::malformed, std::move(what), "", {}};
}

void expect_end(od::document& doc) {
  if (const char* after = nullptr; doc.current_location().get(after) == simdjson::SUCCESS)
    throw simdjson::simdjson_error(simdjson::TRAILING_CONTENT);
}

event_type type_called(std::string_view name) {
  for (auto type : {event_type::added, event_type::modified, event_type::deleted,
                    event_type::bookmark, event_type::error})
    if (to_string(type) == name)
      return type;
  return event_type::unknown;
}

result<void> read_body(od::value from, const kind& which, watch_event& into) {
  switch (into.type) {
  case event_type::added:
  case event_type::modified:
  case event_type::deleted:
    return read_object(from.get_object(), which, into.object);
  case event_type::bookmark:
    into.initial_events_end = read_bookmark(from.get_object(), into.object.meta);
    return {};
  case event_type::error: {
    const auto body = json::parse(simdjson::to_json_string(from).value());
    if (!body)
      return body.error();
    into.trouble = read_status(*body);
    return {};
  }
  case event_type::unknown:
    return {};
  }
  return {};
}

/// @returns whether the event was complete when the end was reached; otherwise `object` came
///          before `type`, which is legal and rare, and must be read again.
result<bool> read_event(od::document& doc, const kind& which, watch_event& into, bool typed) {
  bool has_object = false;
  bool has_read = false;
  result<void> read;
  for (auto field : doc.get_object()) {
    const std::string_view name = field.unescaped_key();
    if (name == "type" && !typed) {
      into.type = type_called(field.value().get_string());
      typed = true;
    } else if (name == "object") {
      has_object = true;
      if (has_read || !typed)
        continue;
      read = read_body(field.value(), which, into);
      has_read = true;
    }
  }
  expect_end(doc);
  if (!read)
    return read.error();
  if (!typed || !has_object)
    return fault{errc::malformed, "an event without type or object", "", {}};
  return has_read;
}

} // namespace

std::string_view to_string(event_type what) {
  constexpr std::array<std::string_view, 6> names{"ADDED",    "MODIFIED", "DELETED",
                                                  "BOOKMARK", "ERROR",    "UNKNOWN"};
  return names.at(static_cast<std::size_t>(what));
}

decoded<watch_event> decode_line(const kind& which, std::string_view line, buffer lies) {
  auto& at = own_workplace(line.size());
  watch_event event;
  try {
    auto doc = open(at, line, lies);
    auto complete = read_event(doc, which, event, false);
    if (complete && !*complete) {
      doc.rewind();
      complete = read_event(doc, which, event, true);
    }
    if (!complete)
      return undecodable{complete.error(), event.object.meta.key, event.object.meta.uid};
    return event;
  } catch (const simdjson::simdjson_error& why) {
    return undecodable{malformed(why.what(), line), event.object.meta.key, event.object.meta.uid};
  }
}

decoded<projection> decode_object(const kind& which, std::string_view body, buffer lies) {
  auto& at = own_workplace(body.size());
  projection object;
  try {
    auto doc = open(at, body, lies);
    auto read = read_object(doc.get_object(), which, object);
    expect_end(doc);
    if (!read)
      return undecodable{read.error(), object.meta.key, object.meta.uid};
    return object;
  } catch (const simdjson::simdjson_error& why) {
    return undecodable{malformed(why.what(), body), object.meta.key, object.meta.uid};
  }
}

namespace {

void read_list_meta(od::value from, page& into) {
  for (auto field : from.get_object()) {
    const std::string_view name = field.unescaped_key();
    if (name == "resourceVersion")
      into.version = std::string_view{field.value().get_string()};
    else if (name == "continue")
      into.continue_token = std::string_view{field.value().get_string()};
  }
}

} // namespace

result<page> decode_page(const kind& which, std::string_view body,
                         const std::function<void(decoded<projection>)>& each, buffer lies) {
  // Of its own: each item is decoded in the thread's workplace, so that a bad one ends nothing.
  workplace at;
  page read;
  bool has_items = false;
  bool has_meta = false;
  try {
    auto doc = open(at, body, lies);
    for (auto field : doc.get_object()) {
      const std::string_view name = field.unescaped_key();
      od::value held = field.value();
      if (name == "metadata") {
        read_list_meta(held, read);
        has_meta = true;
      } else if (name == "items") {
        has_items = true;
        if (held.type() == od::json_type::null)
          continue;
        for (auto item : held.get_array()) {
          od::value one = item.value();
          ++read.items;
          each(decode_object(which, simdjson::to_json_string(one), buffer::padded));
        }
      }
    }
    expect_end(doc);
  } catch (const simdjson::simdjson_error& why) {
    return malformed(why.what(), body);
  }
  if (!has_items || !has_meta)
    return malformed("no list", body);
  return read;
}

} // namespace weft::k8s
