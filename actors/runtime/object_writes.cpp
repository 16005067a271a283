#include "actors/runtime/backoff.hpp"
#include "actors/runtime/object.hpp"
#include "adapters/log/log.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/report.hpp"
#include "protocol/k8s/requests.hpp"

#include <algorithm>
#include <utility>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto first_status_pause = 500ms; ///< an outcome that comes sooner saves a write
constexpr auto next_status_pause = 10s;    ///< the same once there is a status, of an older spec
constexpr backoff hiccup{1s, 5min};
constexpr backoff race{20ms, 2s};
constexpr auto news_of_kind
  = 1s; ///< until each API server knows that a definition is being deleted
constexpr backoff echo{1min, 1min}; ///< half of it at least, so that not all ask at once

constexpr auto undecided = "Pending";

std::string with_message(const std::string& reason, const std::string& message) {
  return message.empty() ? reason : reason + ": " + message;
}

condition ready_in(const std::string& status) {
  if (const auto read = json::parse(status))
    for (auto& one : read_conditions(*read))
      if (one.type == "Ready")
        return std::move(one);
  return {};
}

} // namespace

void object_state::announce_turn(const std::string& from, const std::string& to) {
  const auto before = ready_in(from);
  const auto after = ready_in(to);
  const bool same = before.status == after.status && before.reason == after.reason;
  if (same || after.reason == undecided || seen->meta.deleting)
    return;
  if (after.reason.empty())
    return announce_removal();
  said.change().removal = false;
  const bool good = after.status == "True";
  auto note = !after.message.empty() ? after.message : "what the object asks for is in place";
  self->send(wiring->recorder,
             announce{take_snapshot(notice{identity(), !good, after.reason, std::move(note)})});
}

void object_state::tend_finalizer() {
  if (!has_finalizer() || in_flight != write::none || clock.armed(purpose::retry))
    return;
  const auto& finalizer = wiring->filling->finalizer;
  const bool there = k8s::has_finalizer(seen->meta, finalizer);
  if (seen->meta.deleting) {
    if (there && (orphans() || (meaning->decided && all_absent())))
      call(write::drop_finalizer,
           k8s::remove_finalizer_request(*wiring->kind, seen->meta, finalizer,
                                         wiring->filling->field_manager),
           {});
    return;
  }
  const bool places = std::any_of(meaning->parts.begin(), meaning->parts.end(),
                                  [](const fragment& part) { return part.what == wish::place; });
  if (places && !there)
    call(write::add_finalizer,
         k8s::add_finalizer_request(*wiring->kind, seen->meta, finalizer,
                                    wiring->filling->field_manager),
         {});
}

bool object_state::too_early() {
  const bool awaited = std::any_of(links.begin(), links.end(), [](const auto& held) {
    return !held.second.got && held.second.sent->what != wish::give_way;
  });
  if (!awaited || patience_spent)
    return false;
  if (!seen->status.empty() && ready_in(seen->status).observed_generation == seen->meta.generation)
    return true; // e.g. after a restart: what it says is not known to be wrong
  if (!clock.armed(purpose::outcome))
    clock.arm(self, purpose::outcome,
              seen->status.empty() ? first_status_pause : next_status_pause);
  return true;
}

/// The target at which something is to be, or else one at which something may be left.
std::string_view object_state::place() const {
  const auto found = std::find_if(links.begin(), links.end(), [](const auto& held) {
    return held.second.sent && held.second.sent->what == wish::place;
  });
  if (found != links.end())
    return found->first;
  return links.empty() ? std::string_view{} : links.begin()->first;
}

void object_state::note_ready(const json::value& wanted) {
  for (const auto& one : read_conditions(wanted))
    if (one.type == "Ready")
      return note_word(one.status == "True", with_message(one.reason, one.message));
  for (const auto& [target, held] : links) { // its report has no word for all of it
    if (held.sent->what != wish::place)
      continue;
    if (!held.got)
      return;
    if (held.got->how_far != progress::placed)
      return note_word(false, with_message(held.got->reason, held.got->message));
  }
  if (!links.empty())
    note_word(true, {});
}

/// @param why What stands in the way, unless it is ready.
void object_state::note_word(bool ready, const std::string& why) {
  const auto words = ready ? std::string{} : why;
  const auto generation = ready ? seen->meta.generation : 0;
  if (words == said->reason && (!ready || generation == said->ready_generation))
    return;
  said.change().reason = words;
  said.change().ready_generation = generation;
  log::info(ready ? "An object is ready." : "An object is not ready.",
            {{"object", to_string(seen->meta.key)},
             {"target", place()},
             {"generation", seen->meta.generation},
             {"why", words}});
}

void object_state::tend_status() {
  if (!wiring->filling->report)
    return intents.settle_all(intent_recorded{});
  std::map<std::string, snapshot<outcome>> outcomes;
  for (const auto& [target, held] : links)
    if (held.got)
      outcomes.emplace(target, held.got);
  const auto ours = believed();
  const auto wanted = wiring->filling->report({*ours, *meaning, outcomes, wiring->world->wall()});
  note_ready(wanted);
  if (in_flight != write::none || clock.armed(purpose::retry))
    return;
  const auto held = k8s::read_report(*wiring->kind, seen->status);
  const bool is_others = wiring->kind->report_shared && wanted.is_null();
  const bool is_junk = held.is_null() && !seen->status.empty() && !is_others;
  if (held == wanted && !is_junk) {
    said.change().own = seen->status;
    return intents.settle_all(intent_recorded{});
  }
  auto body = json::write(wanted);
  if (body == said->refused)
    return intents.settle_all(intent_recorded{}); // a tightened schema must not block the rest
  if (too_early())
    return;
  auto& past = said.change();
  if (body != past.wrote)
    past.rewrites = 0;
  else if (seen->status == past.kept)
    return intents.settle_all(intent_recorded{}); // the server keeps no more of it than this
  else if (!std::exchange(waited, false) && past.rewrites++ > 0)
    return clock.arm(self, purpose::retry, hiccup.before(past.rewrites, wiring->world->spread()));
  past.before = seen->status; // the stream may tell of the write before its answer does
  call(write::status,
       k8s::write_report(*wiring->kind, seen->meta, held, wanted, wiring->filling->field_manager),
       std::move(body));
}

void object_state::reread() {
  if (in_flight == write::none && !clock.armed(purpose::retry))
    call(write::reread, k8s::read_request(*wiring->kind, seen->meta.key), {});
}

void object_state::call(write what, k8s::request request, std::string body) {
  in_flight = what;
  if (!body.empty())
    said.change().asked = std::move(body);
  const bool reads = what == write::reread || what == write::look_at_kind;
  const auto through = reads ? lane::read : lane::write;
  self->ask(wiring->api, api_call{take_snapshot(std::move(request)), through});
}

bool object_state::parting_decided() {
  if (way == parting::undecided && !k8s::can_vanish(*wiring->kind))
    way = parting::removed;
  if (way == parting::undecided) {
    way = parting::noticed;
    clock.arm(self, purpose::parting, news_of_kind);
  }
  if (way == parting::noticed && in_flight == write::none && !clock.armed(purpose::parting)
      && !clock.armed(purpose::retry))
    call(write::look_at_kind, k8s::resources_request(*wiring->kind), {});
  return way > parting::noticed;
}

void object_state::on_standing(const result<k8s::standing>& of) {
  in_flight = write::none;
  if (!of)
    return on_refused(write::look_at_kind, {}, of.error());
  if (*of == k8s::standing::absent && !gone) // its finalizer could not be dropped, so there is time
    return on_refused(write::look_at_kind, {}, {errc::not_found, "its kind is not served", "", {}});
  failures = 0;
  said.change().trouble.clear();
  if (*of != k8s::standing::served)
    return leave_behind("its kind is being deleted");
  way = parting::removed;
  advance();
}

void object_state::leave_behind(const std::string& why) {
  way = parting::left;
  log::warn("What an object placed is left in place.",
            {{"object", to_string(seen->meta.key)}, {"why", why}});
  self->send(wiring->recorder,
             announce{take_snapshot(notice{identity(), true, "LeftInPlace",
                                           "what it placed stays where it is: " + why})});
  self->send(wiring->house, left_behind{wiring->kind->name});
  advance();
}

void object_state::on_answer(caf::type_erased_tuple& what) {
  const auto asked = in_flight;
  const auto body = said->asked.empty() ? "" : std::exchange(said.change().asked, {});
  if (what.match_elements<api_answer>()) {
    const auto& got = what.get_as<api_answer>(0);
    return asked == write::look_at_kind ? on_standing(k8s::read_standing(*got.what, *wiring->kind))
                                        : on_written(asked, body, got);
  }
  const auto why
    = to_fault(what.match_elements<caf::error>() ? what.get_as<caf::error>(0)
                                                 : caf::make_error(caf::sec::unexpected_response));
  asked == write::look_at_kind ? on_standing(k8s::read_standing(why))
                               : on_refused(asked, body, why);
}

void object_state::announce_removal() {
  if (orphans() || std::exchange(said.change().removal, true))
    return;
  log::info("Nothing of an object is left outside.", {{"object", to_string(seen->meta.key)}});
  self->send(wiring->recorder, announce{take_snapshot(notice{identity(), false, "Removed",
                                                             "nothing of it is left outside"})});
}

void object_state::on_written(write what, const std::string& body, const api_answer& answer) {
  auto now = k8s::decode_object(*wiring->kind, answer.what->body);
  if (!now)
    return on_refused(what, body, now.error().why); // something else than the API server answered
  in_flight = write::none;
  if (now->meta.uid != seen->meta.uid)
    return; // another life of this key; the stream will say so
  said.change().trouble.clear();
  if (what == write::status)
    announce_turn(said->before, body);
  if (what == write::drop_finalizer)
    announce_removal();
  const bool lost = what == write::reread && std::exchange(unechoed, false);
  if (what == write::reread)
    stale = false;
  else
    failures = 0;
  if (what == write::status)
    said.change().kept = said.change().own = now->status;
  if (now->meta.version > seen->meta.version && what != write::reread) {
    unechoed = true; // until the stream tells it too; else the server has lost it, or the stream us
    clock.arm(self, purpose::echo, echo.before(0, wiring->world->spread()));
  }
  if (now->meta.version >= seen->meta.version || lost)
    seen = take_snapshot(std::move(*now));
  if (what == write::status) {
    said.change().wrote = body;
    intents.settle_all(intent_recorded{});
  }
  look();
  if (in_flight == write::none)
    failures = 0; // there is nothing left to be refused
}

void object_state::on_refused(write what, const std::string& body, const fault& why) {
  in_flight = write::none;
  said.change().trouble = to_string(why);
  if (why.code != errc::conflict && why.code != errc::not_found)
    log::warn("An object could not be written.",
              {{"object", to_string(seen->meta.key)}, {"why", said->trouble}});
  if (why.code == errc::not_found) // the stream will say so, unless it is the server that forgets
    return clock.arm(self, purpose::retry, hiccup.before(failures++, wiring->world->spread()));
  ++failures;
  stale = stale || why.code == errc::conflict;
  if (why.code == errc::refused && what == write::status) {
    said.change().refused = body;
    return advance();
  }
  const auto& pace = why.code == errc::conflict ? race : hiccup;
  const auto delay
    = why.code == errc::refused ? hiccup.cap : pace.before(failures - 1, wiring->world->spread());
  clock.arm(self, purpose::retry, delay);
}

} // namespace weft
