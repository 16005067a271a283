#include "actors/avi/session.hpp"
#include "actors/runtime/backoff.hpp"
#include "adapters/log/log.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

using namespace std::chrono_literals;

void session_state::connect_after(std::chrono::nanoseconds delay) {
  if (delay > 0ns)
    return clock.arm(self, purpose::connect, delay);
  connect();
}

void session_state::connect() {
  clock.disarm(purpose::connect);
  enter(standing::surveying);
  compare();
  pump();
}

void session_state::become_live() {
  enter(standing::live);
  failures = 0;
  write_trouble.clear();
  log::info("The AVI controller is there.", {{"controller", wiring.how.name},
                                             {"version", wiring.io->words().version},
                                             {"cloud_type", at->cloud_type},
                                             {"vrf", at->vrf}});
  self->send(wiring.house, way_open{});
}

void session_state::drop(standing next) {
  comparing.reset();
  compared.reset();
  being_read.clear();
  for (const auto timer : {purpose::read, purpose::comparison})
    clock.disarm(timer);
  enter(next);
  questions.fail_all(to_error(unusable()));
  asked.clear();
  fail_waiting_runs(unusable());
}

void session_state::fail_attempt(const fault& why) {
  note_trouble(why);
  useless = 0;
  drop(standing::disconnected);
  const backoff paces{wiring.how.retry_first, wiring.how.retry_cap};
  const std::chrono::duration<double, std::nano> longest = paces.before(failures++);
  const auto delay
    = std::chrono::duration_cast<std::chrono::nanoseconds>(longest * wiring.world->spread());
  connect_after(std::max<std::chrono::nanoseconds>(delay, wiring.how.retry_first));
}

void session_state::lock_out(const fault& why) {
  trouble = to_string(why);
  log::warn("There is no credential that the AVI controller accepts.",
            {{"controller", wiring.how.name}, {"why", trouble}});
  drop(standing::locked_out);
  connect_after(credential_pause);
}

void session_state::note_trouble(const fault& why) {
  auto words = to_string(why);
  if (words != trouble)
    log::warn("The AVI controller is away.", {{"controller", wiring.how.name}, {"why", words}});
  trouble = std::move(words);
}

void session_state::relieve() {
  useless = 0;
  trouble.clear();
}

void session_state::on_new_credential() {
  if (!stopping && stands == standing::locked_out)
    connect();
}

void session_state::enter(standing next) {
  if (std::exchange(stands, next) != next)
    since = now();
  show_reach();
}

/// Why nothing can be asked or written at present.
fault session_state::unusable() const {
  const auto code = stands == standing::locked_out && !stopping ? errc::expired : errc::unreachable;
  auto words = stopping          ? "the session is ending"
               : trouble.empty() ? "there is no session with the controller at present"
                                 : trouble;
  return {code, std::move(words), name, {}};
}

} // namespace weft::avi
