#include "actors/cni/session.hpp"
#include "adapters/log/log.hpp"
#include "protocol/cni/checks.hpp"

#include <utility>

namespace weft::cni {

/// Once per look that is due, since Pods are looked at in about that interval; whoever has just
/// been attached or read back is not due yet.
bool session_state::begin_checks(const look& of) {
  if (!wiring.how.check || stopping || is_collecting() || is_unsure(of.target))
    return false;
  const auto [last, is_new] = checked.try_emplace(of.target, now());
  if (is_new || now() - last->second < wiring.how.health / 2)
    return false;
  operations body;
  body.all = checks_of(of.view);
  if (body.all.empty())
    return false;
  auto turn = take_turn(*wiring.world, of.target, longest_turn, name);
  if (!turn)
    return false;
  last->second = now();
  transaction asked;
  asked.target = of.target;
  asked.changes = 1;
  asked.body = take_snapshot(std::move(body));
  employ(commit{take_snapshot(std::move(asked))}, *std::move(turn), std::nullopt);
  return true;
}

/// Many plugins complain of what is whole: it is told once, and nothing follows from it.
void session_state::note_check(const std::string& target, const operation_outcome& what) {
  const auto& of = what.what.subject;
  const auto words = what.trouble ? what.trouble->why.message : std::string{};
  auto& before = complaints[{target, of.interface}];
  if (std::exchange(before, words) == words || words.empty())
    return;
  log::warn(
    "Plugins say that an attachment is not whole, and nothing of that is seen.",
    {{"target", target}, {"interface", of.interface}, {"network", of.network}, {"why", words}});
  announce_on_pod(target, {{true, std::string{reason::check_failed},
                            "pod [" + of.pod_namespace + "/" + of.pod_name + "]: interface "
                              + of.interface + " of network " + of.network
                              + " looks whole, but CHECK failed: " + words}});
}

void session_state::forget_checks(const std::string& target) {
  checked.erase(target);
  std::erase_if(complaints, [&](const auto& one) { return one.first.first == target; });
}

} // namespace weft::cni
