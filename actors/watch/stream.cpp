#include "actors/watch/stream.hpp"

#include "actors/runtime/backoff.hpp"
#include "actors/runtime/deliver_to.hpp"
#include "actors/watch/stream_exchange.hpp"
#include "adapters/log/log.hpp"
#include "protocol/k8s/version.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr backoff hiccup{1600ms, 60s};      ///< waits of [0.8 s, 1.6 s) up to [30 s, 60 s)
constexpr auto forgiven_after = 2min;       ///< without a failure
constexpr auto server_error_patience = 30s; ///< of 500s in watches, then the kind is listed
constexpr auto short_watch = 1s;
constexpr std::size_t pieces_ahead = 4;    ///< of a watch, read before the listeners have caught up
constexpr std::size_t most_at_once = 1000; ///< changes in a message
constexpr auto stall_margin = 5s;          ///< over the time after which the server ends a watch

} // namespace

inner_stream_actor::behavior_type stream_state::start(const stream_wiring& with,
                                                      snapshot<k8s::kind> which, std::string ns) {
  wiring = with;
  kind = std::move(which);
  where = {kind->name, std::move(ns)};
  held.emplace(*wiring.objects, where, *kind,
               [this](const auto& before, const auto& after, bool with_most) {
                 note_change(before, after, with_most);
               });
  start_counting();
  self->set_error_handler([](caf::error&) {});
  self->set_down_handler([this](const caf::down_msg& msg) {
    std::erase_if(listeners,
                  [&](const listener_actor& one) { return one.address() == msg.source; });
    wiring.board->drop_follower(where, msg.source);
    behind.erase(msg.source);
    read_on();
  });
  for (const auto& one : wiring.board->followers(where))
    listen(one);
  queue_up();
  return {
    [this](const follow& wish) { on_follow(wish.who); },
    [this](const list_again&) { list_anew(); },
    [this](describe) { return describe_self(); },
    [this](page_read& news) {
      if (news.round == round)
        now == phase::comparing ? on_compared(news) : on_page(news);
    },
    [this](const watch_opened& news) {
      if (news.round == round)
        on_opened(news);
    },
    [this](watch_told& news) {
      if (news.round == round)
        on_told(news);
    },
    [this](const watch_ended& news) {
      if (news.round == round)
        on_ended(news);
    },
    [this](const wake& told) {
      if (const auto why = clock.due(told))
        on_time(*why);
    },
  };
}

void stream_state::on_time(purpose why) {
  switch (why) {
  case purpose::turn:
    return go();
  case purpose::retry:
    return queue_up();
  case purpose::silence:
    return on_silence();
  case purpose::second_look:
    return list_anew();
  }
}

void stream_state::queue_up() {
  now = phase::queued;
  const auto wait = wiring.queue->take(self->clock().now());
  if (wait > 0ns)
    clock.arm(self, purpose::turn, wait);
  else
    go();
}

void stream_state::go() {
  if (next == step::watch)
    return doubtful ? compare_versions() : open_watch();
  wiring.board->renew(where);
  streams() ? open_stream() : ask_page();
}

bool stream_state::streams() const {
  return wiring.pace.stream && !list.whole && list.token.empty()
         && (!lists_until || self->clock().now() >= *lists_until);
}

void stream_state::ask_page() {
  hang_up();
  now = phase::listing;
  if (list.token.empty()) {
    asked_at = self->clock().now();
    ++count.lists;
    measured.lists.add();
  }
  k8s::list_options how;
  how.limit = wiring.pace.page;
  how.continue_token = list.token;
  if (list.token.empty() && from_last_version())
    how.version = version;
  if (!how.version.empty() || list.whole)
    how.limit = 0;
  wiring.server->call(k8s::list_request(*kind, where.ns, how),
                      [tell = deliver_to<page_read>(self), mine = round,
                       which = kind](const result<k8s::response>& answer) {
                        tell(watching::read_page(mine, *which, answer));
                      });
}

void stream_state::on_page(page_read& news) {
  if (!news.head)
    return on_list_failed(news.head.error());
  for (auto& item : news.items)
    held->stage(std::move(item));
  count_discards();
  if (list.version.empty())
    list.version = news.head->version;
  list.token = news.head->continue_token;
  if (!list.token.empty())
    return ask_page();
  next = take_over();
  version = list.version;
  version_unusable = doubtful = false;
  list = {};
  failing_since.reset();
  note(true, "");
  open_watch();
}

stream_state::step stream_state::take_over() {
  const bool whole = held->replace(asked_at, std::exchange(was_absent, false));
  clock.disarm(purpose::second_look);
  if (const auto from = held->settles_from())
    clock.arm(self, purpose::second_look,
              std::max<std::chrono::nanoseconds>(*from - self->clock().now(), 0ns));
  return whole ? step::watch : step::snapshot;
}

void stream_state::on_list_failed(const fault& why) {
  const bool later_page = !list.token.empty();
  held->forget_staged();
  list.token.clear();
  list.version.clear();
  if (why.code == errc::gone && (later_page || from_last_version())) {
    (later_page ? list.whole : version_unusable) = true;
    return queue_up();
  }
  if (why.code == errc::malformed) { // perhaps no more than too much in one piece
    version_unusable = true;
    list.whole = false;
  }
  back_off(why);
}

void stream_state::open_watch() {
  hang_up();
  now = phase::opening;
  ++count.watches;
  measured.watches.add();
  heard = false;
  opened_at = self->clock().now();
  const auto least = wiring.pace.timeout;
  const auto random
    = std::chrono::duration_cast<std::chrono::seconds>(least + wiring.world->spread() * least);
  const auto timeout = std::min(random, 2 * least - 1s);
  const auto from = staging && !from_last_version() ? std::string{} : version;
  const auto request = k8s::watch_request(*kind, where.ns, {from, timeout, staging});
  watch = wiring.server->watch(request, timeout + stall_margin, to_self());
}

k8s::stream_events stream_state::to_self() {
  k8s::stream_events events;
  events.on_open = [tell = deliver_to<watch_opened>(self), mine = round, which = kind](
                     const k8s::response& head) { tell(watching::read_head(mine, *which, head)); };
  events.on_lines = [tell = deliver_to<watch_told>(self), mine = round,
                     which = kind](const std::vector<std::string_view>& lines) {
    tell(watching::read_lines(mine, *which, lines));
  };
  events.on_end = [tell = deliver_to<watch_ended>(self), mine = round](result<void> how) {
    tell(watch_ended{mine, std::move(how)});
  };
  events.ahead = pieces_ahead;
  return events;
}

void stream_state::on_opened(const watch_opened& news) {
  if (!news.how) {
    const auto& why = news.how.error();
    if (staging)
      return on_stream_failed(why);
    return why.code == errc::gone ? relist(why) : back_off(why);
  }
  now = staging ? phase::beginning : phase::watching;
  opened_at = self->clock().now();
  if (!staging)
    note(false, "");
}

void stream_state::on_told(watch_told& news) {
  ++pieces;
  begin_lag();
  if (staging)
    await_the_rest();
  const bool goes_on = take_all(news.events);
  count_discards();
  if (!goes_on)
    return;
  tell_and_wait();
  measured.version.set(static_cast<double>(k8s::parse_version(version)));
  read_on();
}

bool stream_state::take_all(std::vector<k8s::decoded<k8s::watch_event>>& events) {
  for (auto& event : events) {
    heard = true;
    ++count.events;
    if (staging) {
      event ? on_initial(*event) : held->stage(event.error());
      if (event && event->type == k8s::event_type::error)
        return false;
      continue;
    }
    if (!event) {
      held->put_aside(event.error());
      if (event.error().key.name.empty())
        next = step::snapshot; // once this watch ends: nobody knows what it was
      continue;
    }
    on_event(*event);
    if (event->type == k8s::event_type::error)
      return false;
    failing_since.reset();
  }
  return true;
}

void stream_state::on_taken_over(std::uint64_t in_round, const caf::actor_addr& by) {
  if (in_round != round)
    return;
  if (const auto known = behind.find(by); known != behind.end())
    behind.erase(known);
  read_on();
}

void stream_state::read_on() {
  if (!behind.empty() || !watch)
    return;
  end_lag();
  for (; pieces > 0; --pieces)
    watch->more();
}

void stream_state::on_event(k8s::watch_event& event) {
  const auto reached = event.object.meta.version;
  switch (event.type) {
  case k8s::event_type::added:
  case k8s::event_type::modified:
    held->take(std::move(event.object));
    return advance(reached);
  case k8s::event_type::deleted:
    held->drop(event.object);
    return advance(reached);
  case k8s::event_type::bookmark:
    return advance(reached);
  case k8s::event_type::error:
    return on_error_event(event.trouble);
  case k8s::event_type::unknown:
    measured.unknown.add();
    log::warn("Event of an unknown type", {{"source", to_string(where)}});
  }
}

void stream_state::on_error_event(const k8s::status& what) {
  const auto why = k8s::to_fault(what, watching::name_of("WATCH", *kind));
  if (why.code == errc::gone)
    return relist(why);
  const auto at = self->clock().now();
  if (!failing_since)
    failing_since = at;
  if (what.code != 500 || at - *failing_since >= server_error_patience)
    next = step::snapshot;
  back_off(why);
}

void stream_state::on_ended(const watch_ended& news) {
  if (!news.how && news.how.error().code == errc::expired)
    return on_renewed();
  if (staging && now == phase::opening && !news.how) { // no answer, so no word on snapshots
    drop_snapshot();
    return back_off(news.how.error());
  }
  if (staging)
    return on_stream_failed(news.how ? unended() : news.how.error());
  if (!news.how) {
    if (news.how.error().code == errc::malformed)
      next = step::snapshot; // whatever else the stream held cannot be trusted
    return back_off(news.how.error());
  }
  const auto lasted = self->clock().now() - opened_at;
  if (!heard && next == step::watch && lasted >= wiring.pace.timeout) {
    doubtful = true;
    return queue_up();
  }
  if (heard || lasted > short_watch)
    return next == step::snapshot ? queue_up() : open_watch();
  ++count.short_watches;
  measured.short_watches.add();
  back_off({errc::unreachable, "the watch ended at once", watching::name_of("WATCH", *kind), {}});
}

void stream_state::on_renewed() {
  if (staging)
    drop_snapshot();
  const auto before = std::exchange(renewed_at, self->clock().now());
  if (renewed_at - before < short_watch)
    return back_off({errc::unreachable,
                     "what lets us in is renewed again and again",
                     watching::name_of("WATCH", *kind),
                     {}});
  hang_up();
  queue_up();
}

void stream_state::compare_versions() {
  hang_up();
  now = phase::comparing;
  k8s::list_options how;
  how.limit = 1;
  wiring.server->call(k8s::list_request(*kind, where.ns, how),
                      [tell = deliver_to<page_read>(self), mine = round,
                       which = kind](const result<k8s::response>& answer) {
                        tell(watching::read_page(mine, *which, answer));
                      });
}

void stream_state::on_compared(const page_read& news) {
  if (!news.head)
    return back_off(news.head.error());
  doubtful = false;
  if (k8s::parse_version(news.head->version) >= k8s::parse_version(version))
    return open_watch();
  version_unusable = true;
  relist({errc::gone,
          "the server has gone back to version " + news.head->version,
          watching::name_of("LIST", *kind),
          {}});
}

void stream_state::relist(const fault& why) {
  log::info("Kind is listed again", {{"source", to_string(where)}, {"cause", to_string(why)}});
  count_relist(why);
  hang_up();
  next = step::snapshot;
  queue_up();
}

void stream_state::list_anew() {
  next = step::snapshot;
  if (now != phase::watching && now != phase::comparing && (now != phase::opening || staging))
    return;
  log::info("Kind is listed again", {{"source", to_string(where)}, {"cause", "a second look"}});
  hang_up();
  queue_up();
}

void stream_state::back_off(const fault& why) {
  hang_up();
  const auto at = self->clock().now();
  if (at - failed_at >= forgiven_after)
    failures = 0;
  failed_at = at;
  // Also what is denied or absent is asked for soon again: a server that has just started denies
  // everything for a moment, and a kind appears after its first list.
  const auto pause = hiccup.before(failures++, wiring.world->spread());
  doubtful = true;
  now = phase::backing_off;
  if (why.code == errc::not_found) {
    now = phase::absent;
    was_absent = true;
    wiring.objects->doubt(kind->name, true);
    next = step::snapshot;
    version.clear(); // a kind that returns has a history of its own
  }
  note(false,
       now == phase::absent ? "the server does not know " + kind->plural
                                + (kind->group.empty() ? "" : "." + kind->group)
                                + "; is its CRD installed? (" + to_string(why) + ")"
                            : to_string(why),
       why.code == errc::forbidden || why.code == errc::expired);
  clock.arm(self, purpose::retry, std::max(pause, why.retry_after));
}

void stream_state::hang_up() {
  ++round;
  watch.reset();
  tell();
  pieces = 0;
  lagging_since.reset();
  behind.clear();
}

void stream_state::advance(std::uint64_t to) {
  if (to > k8s::parse_version(version))
    version = std::to_string(to);
}

void stream_state::note(bool synced, const std::string& trouble_now, bool denied) {
  if (trouble.empty() != trouble_now.empty()) {
    if (trouble.empty())
      log::warn("Source is disturbed", {{"source", to_string(where)}, {"error", trouble_now}});
    else
      log::info("Source has recovered", {{"source", to_string(where)}});
  }
  trouble = trouble_now;
  tell(); // what came first is told first
  if (const auto news = wiring.board->note(where, synced, trouble, denied, now == phase::absent))
    for (const auto& one : listeners)
      self->send(one, *news);
}

void stream_state::note_change(const snapshot<k8s::projection>& before,
                               const snapshot<k8s::projection>& after, bool with_most) {
  if (untold.size() >= most_at_once)
    tell();
  untold.push_back({before, after, with_most});
}

void stream_state::tell() {
  if (untold.empty())
    return;
  const objects_changed news{std::exchange(untold, {})};
  for (const auto& one : listeners)
    self->send(one, news);
}

void stream_state::tell_and_wait() {
  if (untold.empty())
    return;
  const objects_changed news{std::exchange(untold, {})};
  for (const auto& one : listeners) {
    behind.insert(one.address());
    self->request(one, caf::infinite, news)
      .then(
        [this, mine = round, by = one.address()] { on_taken_over(mine, by); },
        [this, mine = round, by = one.address()](const caf::error&) { on_taken_over(mine, by); });
  }
}

void stream_state::on_follow(const caf::actor& wisher) {
  if (!wiring.board->add_follower(where, wisher))
    return;
  tell(); // to the others: the view has it already
  const auto& who = listen(wisher);
  objects_changed all;
  const auto pass_on = [&] { self->send(who, std::exchange(all, {})); };
  held->each([&](const auto& one) {
    all.all.push_back({nullptr, one});
    if (all.all.size() == most_at_once)
      pass_on();
  });
  pass_on();
  self->send(who, wiring.board->state_of(kind->name));
}

const listener_actor& stream_state::listen(const caf::actor& who) {
  self->monitor(who);
  return listeners.emplace_back(caf::actor_cast<listener_actor>(who));
}

inner_stream_actor::behavior_type
watch_stream(inner_stream_actor::stateful_pointer<stream_state> self, const stream_wiring& with,
             snapshot<k8s::kind> which, std::string ns) {
  return self->state.start(with, std::move(which), std::move(ns));
}

} // namespace weft
