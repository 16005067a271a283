#include "protocol/k8s/event.hpp"

#include "protocol/json/value.hpp"
#include "protocol/k8s/requests.hpp"
#include "protocol/unicode.hpp"

#include <array>
#include <charconv>

namespace weft::k8s {

namespace {

constexpr std::size_t max_word_bytes = 128;
constexpr std::size_t max_note_bytes = 1024;
constexpr std::size_t max_name_bytes = 253;

kind event_kind() {
  kind events;
  events.group = "events.k8s.io";
  events.version = "v1";
  events.name = "Event";
  events.plural = "events";
  return events;
}

std::string namespace_of(const event& what) {
  return what.about.key.ns.empty() ? "default" : what.about.key.ns;
}

std::string hex(std::int64_t number) {
  std::array<char, 17> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return {digits.data(), end};
}

} // namespace

std::string event_name(const event& what) {
  const auto since = std::chrono::nanoseconds{what.first.time_since_epoch()};
  const auto suffix = "." + hex(since.count());
  return std::string{beginning(what.about.key.name, max_name_bytes - suffix.size())} + suffix;
}

request create_event_request(const event& what) {
  const auto& [key, uid] = what.about;
  auto regarding = json::value::of(
    {{"apiVersion", what.api_version}, {"kind", key.kind}, {"name", key.name}, {"uid", uid}});
  if (!key.ns.empty())
    regarding.set("namespace", key.ns);
  const auto ns = namespace_of(what);
  return create_request(
    event_kind(), ns,
    json::value::of({{"metadata", json::value::of({{"name", event_name(what)}, {"namespace", ns}})},
                     {"eventTime", to_rfc3339_micro(what.first)},
                     {"reportingController", what.controller},
                     {"reportingInstance", beginning(what.instance, max_word_bytes)},
                     {"action", beginning(what.action, max_word_bytes)},
                     {"reason", beginning(what.reason, max_word_bytes)},
                     {"regarding", std::move(regarding)},
                     {"note", beginning(what.note, max_note_bytes)},
                     {"type", what.warning ? "Warning" : "Normal"}}),
    what.controller);
}

request event_series_request(const event& what, std::int64_t count, micro_timestamp last) {
  const auto series
    = json::value::of({{"count", count}, {"lastObservedTime", to_rfc3339_micro(last)}});
  request asked;
  asked.method = "PATCH";
  asked.target = object_path(event_kind(), {"Event", namespace_of(what), event_name(what)});
  asked.content_type = "application/merge-patch+json";
  asked.body = json::write(json::value::of({{"series", series}}));
  return asked;
}

} // namespace weft::k8s
