#include "actors/watch/stream.hpp"

#include "actors/runtime/deliver_to.hpp"
#include "actors/watch/stream_wire.hpp"
#include "protocol/k8s/requests.hpp"
#include "protocol/k8s/status.hpp"
#include "protocol/k8s/version.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto idle_grace = 5s;  ///< beyond the server's own timeout
constexpr auto short_watch = 1s; ///< a clean end sooner than this, without events, is a fault
constexpr auto patience_with_500 = 30s;

} // namespace

stream_actor::behavior_type stream_state::start(stream_wiring with) {
  wiring = std::move(with);
  since = self->clock().now();
  self->set_error_handler([](caf::error&) {});
  list(freshness::consistent);
  return {
    [this](const follow& wish) { on_follow(wish); },
    [this](const page_listed& got) { on_page(got); },
    [this](const stream_opened& got) { on_opened(got); },
    [this](const stream_moved& got) { on_moved(got); },
    [this](const stream_ended& got) { on_ended(got); },
    [this](const wake& due) {
      if (clock.due(due))
        resume();
    },
    [this](describe) { return describe_self(); },
  };
}

void stream_state::on_follow(const follow& wish) {
  const auto listener = caf::actor_cast<listener_actor>(wish.listener);
  listeners.push_back(listener);
  const auto scope = wiring.ns.empty() ? std::string{"*"} : wiring.ns;
  wiring.objects->each(wiring.kind.name, scope, [&](const auto& held) {
    self->send(listener, object_seen{held, nullptr});
  });
  self->send(listener, source_changed{wiring.kind.name, synced, trouble});
}

void stream_state::list(freshness wanted) {
  wire.reset();
  fresh = wanted;
  listed.clear();
  list_version.clear();
  ++lists;
  enter(phase::listing);
  ask_page({});
}

void stream_state::ask_page(const std::string& token) {
  k8s::list_options how;
  how.continue_token = token;
  if (fresh != freshness::consistent)
    how.limit = 0;
  if (fresh == freshness::no_older) {
    how.version = std::to_string(version);
    how.version_match = "NotOlderThan";
  }
  auto answer = [tell = deliver_to<page_listed>(self), kind = wiring.kind,
                 mine = ++round](const result<k8s::response>& got) {
    tell({mine, take_snapshot(decode_listing(kind, got))});
  };
  wiring.io->call(k8s::list_request(wiring.kind, {wiring.ns, "", "", ""}, how), std::move(answer));
}

void stream_state::on_page(const page_listed& got) {
  if (got.round != round || now != phase::listing)
    return;
  ++handled;
  const auto& page = got.what->page;
  if (!page)
    return on_list_fault(page.error());
  if (list_version.empty())
    list_version = page->version;
  for (const auto& item : got.what->items) {
    listed.emplace(item->meta.key.ns, item->meta.key.name);
    upsert(item, fresh != freshness::no_older && relist);
  }
  for (const auto& item : got.what->spoilt) {
    listed.emplace(item.key.ns, item.key.name);
    note_spoilt(item.key, item.why);
  }
  if (!page->continue_token.empty())
    return ask_page(page->continue_token);
  finish_list();
}

void stream_state::finish_list() {
  const auto scope = wiring.ns.empty() ? std::string{"*"} : wiring.ns;
  std::vector<object_key> vanished;
  wiring.objects->each(wiring.kind.name, scope, [&](const auto& held) {
    if (!listed.contains({held->meta.key.ns, held->meta.key.name}))
      vanished.push_back(held->meta.key);
  });
  for (const auto& key : vanished)
    remove(key);
  listed.clear();
  version = k8s::parse_version(list_version);
  relist = false;
  synced = true;
  trouble.clear();
  tell_source();
  watch();
}

void stream_state::on_list_fault(const fault& why) {
  if (why.code == errc::gone && fresh == freshness::no_older)
    return list(freshness::consistent);
  if (why.code == errc::gone && fresh == freshness::consistent && !list_version.empty())
    return list(freshness::whole);
  next_list = fresh;
  relist = true;
  back_off(why);
}

void stream_state::watch() {
  const auto seconds = 300 + static_cast<int>(299.0 * wiring.world->spread());
  k8s::watch_options how;
  how.version = std::to_string(version);
  how.timeout = std::chrono::seconds{seconds};
  ++watches;
  moved = false;
  enter(phase::opening);
  const auto mine = ++round;
  k8s::stream_events events;
  events.on_open = [tell = deliver_to<stream_opened>(self), mine,
                    plural = wiring.kind.plural](const k8s::response& head) {
    tell({mine, head.status == 200 ? fault{} : k8s::read_failure(head, "watch of " + plural)});
  };
  events.on_lines = [tell = deliver_to<stream_moved>(self), mine,
                     kind = wiring.kind](const std::vector<std::string_view>& lines) {
    tell({mine, take_snapshot(decode_events(kind, lines))});
  };
  events.on_end = [tell = deliver_to<stream_ended>(self), mine](const result<void>& end) {
    tell({mine, end ? fault{} : end.error()});
  };
  wire = wiring.io->watch(k8s::watch_request(wiring.kind, {wiring.ns, "", "", ""}, how),
                          how.timeout + idle_grace, std::move(events));
}

void stream_state::on_opened(const stream_opened& got) {
  if (got.round != round)
    return;
  if (got.declined.code != errc::none)
    return on_trouble(got.declined);
  enter(phase::watching);
  if (!std::exchange(trouble, {}).empty())
    tell_source();
}

void stream_state::on_moved(const stream_moved& got) {
  if (got.round != round)
    return;
  moved = true;
  for (const auto& event : *got.events)
    if (!apply(event))
      return;
}

bool stream_state::apply(const stream_event& event) {
  ++handled;
  switch (event.type) {
  case k8s::event_type::added:
  case k8s::event_type::modified:
    version = std::max(version, event.object->meta.version);
    upsert(event.object, false);
    return true;
  case k8s::event_type::deleted:
    version = std::max(version, event.object->meta.version);
    remove(event.object->meta.key);
    return true;
  case k8s::event_type::bookmark:
    version = std::max(version, event.version);
    return true;
  case k8s::event_type::unknown:
    return true;
  case k8s::event_type::error:
    break;
  }
  if (!event.spoilt.name.empty()) {
    note_spoilt(event.spoilt, event.trouble);
    return true;
  }
  on_trouble(event.trouble);
  return false;
}

void stream_state::on_ended(const stream_ended& got) {
  if (got.round != round)
    return;
  const auto lived = self->clock().now() - since;
  if (got.broken.code != errc::none)
    return on_trouble(got.broken);
  if (moved || lived >= short_watch)
    return watch();
  on_trouble(
    {errc::unreachable, "the watch was closed at once", "watch of " + wiring.kind.plural, {}});
}

void stream_state::on_trouble(const fault& why) {
  wire.reset();
  ++round;
  const auto time = self->clock().now();
  if (why.code == errc::gone)
    return list(freshness::no_older);
  if (first_500 == decltype(first_500){} || time - last_failure > 2min)
    first_500 = time;
  relist = why.code == errc::malformed || why.code == errc::not_found || why.code == errc::refused
           || (now == phase::watching && time - first_500 > patience_with_500);
  next_list = why.code == errc::not_found ? freshness::consistent : freshness::no_older;
  back_off(why);
}

void stream_state::resume() {
  if (relist)
    return list(next_list);
  watch();
}

stream_actor::behavior_type stream(stream_actor::stateful_pointer<stream_state> self,
                                   stream_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
