#include "actors/runtime/backoff.hpp"
#include "actors/runtime/object.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/requests.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto first_status_pause = 500ms; ///< an outcome that comes sooner saves a write
constexpr backoff hiccup{1s, 5min};
constexpr backoff race{20ms, 2s};

} // namespace

void object_state::tend_finalizer() {
  if (in_flight != write::none || clock.armed(purpose::retry))
    return;
  const auto& finalizer = wiring->filling->finalizer;
  const bool there = k8s::has_finalizer(seen->meta, finalizer);
  if (seen->meta.deleting) {
    if (there && (meaning.orphan || all_absent()))
      call(write::drop_finalizer, k8s::remove_finalizer_request(*wiring->kind, seen->meta, finalizer,
                                       wiring->filling->field_manager), {});
    return;
  }
  const bool places = std::any_of(meaning.parts.begin(), meaning.parts.end(),
                                  [](const fragment& part) { return part.what == wish::place; });
  if (places && !there && !finalizer_added)
    call(write::add_finalizer, k8s::add_finalizer_request(*wiring->kind, seen->meta, finalizer,
                                       wiring->filling->field_manager), {});
}

bool object_state::too_early() {
  const bool answered = std::any_of(links.begin(), links.end(),
                                    [](const auto& held) { return held.second.got != nullptr; });
  if (patience_spent || answered || !seen->status.empty() || meaning.parts.empty())
    return false;
  if (!clock.armed(purpose::first_status))
    clock.arm(self, purpose::first_status, first_status_pause);
  return true;
}

void object_state::tend_status() {
  if (!wiring->filling->report)
    return intents.settle_all(intent_recorded{});
  std::map<std::string, snapshot<outcome>> outcomes;
  for (const auto& [target, held] : links)
    if (held.got)
      outcomes.emplace(target, held.got);
  const auto wanted = wiring->filling->report({*seen, meaning, outcomes, wiring->world->wall()});
  ready_reason.clear();
  for (const auto& one : read_conditions(wanted))
    if (one.type == "Ready" && one.status != "True")
      ready_reason = one.reason;
  if (in_flight != write::none || clock.armed(purpose::retry))
    return;
  const auto held = json::parse(seen->status);
  if (held && *held == wanted)
    return intents.settle_all(intent_recorded{});
  auto body = json::write(wanted);
  if (body == refused_status)
    return intents.settle_all(intent_recorded{}); // a tightened schema must not block the rest
  if (too_early())
    return;
  call(write::status,
       k8s::patch_status_request(*wiring->kind, seen->meta.key, wanted,
                                 wiring->filling->field_manager),
       std::move(body));
}

void object_state::call(write what, k8s::request request, std::string body) {
  in_flight = what;
  self->request(wiring->api, caf::infinite, api_call{take_snapshot(std::move(request)), lane::write})
    .then([this, what](const api_answer& answer) { on_written(what, answer); },
          [this, what, body](const caf::error& why) { on_refused(what, body, to_fault(why)); });
}

void object_state::on_written(write what, const api_answer& answer) {
  in_flight = write::none;
  failures = 0;
  trouble.clear();
  if (auto now = k8s::decode_object(*wiring->kind, answer.what->body);
      now && now->meta.version >= seen->meta.version)
    seen = take_snapshot(std::move(*now));
  if (what == write::status)
    intents.settle_all(intent_recorded{});
  look();
}

void object_state::on_refused(write what, const std::string& body, const fault& why) {
  in_flight = write::none;
  trouble = to_string(why);
  if (why.code == errc::not_found)
    return; // the stream will say so
  ++failures;
  if (why.code == errc::refused && what == write::status) {
    refused_status = body;
    return advance();
  }
  const auto& pace = why.code == errc::conflict ? race : hiccup;
  const auto delay = why.code == errc::refused ? hiccup.cap : pace.before(failures - 1, wiring->world->spread());
  clock.arm(self, purpose::retry, delay);
}

} // namespace weft
