#include "tests/simulation/history.hpp"

/// What befalls the processes of weft in a history, and the Lease between them.
namespace weft::simulation {

using namespace std::chrono_literals;

void history::tell_token() {
  for (auto* one : here_.living())
    one->vco->change_token(here_.token);
  fresh_token_.clear();
}

void history::rotate_token() {
  const auto fresh = "rotated-token-" + std::to_string(++next_name_);
  here_.vco.rotate_token(here_.token, fresh, here_.vco_time());
  here_.token = fresh;
  here_.note("the token is rotated");
  fresh_token_ = fresh;
  if (once_in(2))
    tell_token();
}

void history::kill_actor() {
  here_.kill_some_actor();
}

void history::restart() {
  here_.kill(here_.some_living());
  here_.run_for(5s);
  here_.start();
  if (here_.living().size() == 1)
    fresh_token_.clear();
}

void history::step_clock() {
  auto& whose = here_.some_living();
  whose.wall_off = 1s * (roll(7201) - 3600);
  here_.note("the wall clock of " + whose.identity + " is off by "
             + std::to_string(whose.wall_off.count()) + " s");
}

void history::pause_leader() {
  auto* leader = here_.leader();
  if (!leader)
    return;
  here_.note("freeze " + leader->identity);
  here_.freeze(here_.actors_of(*leader));
  for (int left = 1 + roll(6); left > 0; --left) {
    outside_step();
    here_.run_for(1ms * roll(8000));
  }
  here_.note("thaw " + leader->identity);
  here_.thaw();
}

void history::steal_lease() {
  if (!here_.shape.lease.enabled)
    return;
  here_.note("the Lease is stolen");
  here_.patch(world::lease_path,
              R"({"spec":{"holderIdentity":"a thief","renewTime":"2026-09-21T12:00:00.000000Z"}})");
}

void history::delete_lease() {
  if (!here_.shape.lease.enabled)
    return;
  here_.note("the Lease is deleted");
  here_.erase(world::lease_path);
}

} // namespace weft::simulation
