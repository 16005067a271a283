#include "actors/cni/plugins_afoot.hpp"

#include <utility>

namespace weft::cni {

void plugins_afoot::report_to(std::function<void(std::uint64_t)> ended) {
  const std::lock_guard lock{ledger_->guard};
  ledger_->ended = std::move(ended);
}

std::vector<plugins_afoot::one> plugins_afoot::all() const {
  const std::lock_guard lock{ledger_->guard};
  std::vector<one> out;
  for (const auto& [number, each] : ledger_->entries)
    if (each.acts)
      out.push_back(each.who);
  return out;
}

std::map<std::uint64_t, plugins_afoot::entry>::node_type
plugins_afoot::extract(ledger& from, std::uint64_t number) {
  const std::lock_guard lock{from.guard};
  return from.entries.extract(number);
}

void plugins_afoot::start(runner& on, one who, invocation what, std::chrono::milliseconds deadline,
                          plugin_events events, std::vector<std::shared_ptr<const void>> held) {
  const auto number = who.number;
  {
    const std::lock_guard lock{ledger_->guard};
    ledger_->entries[number] = {std::move(who), nullptr, std::move(held), false};
  }
  auto on_end
    = [weak = std::weak_ptr{ledger_}, number, tell = std::move(events.on_end)](execution came) {
        const auto all = weak.lock();
        if (!all)
          return;
        std::function<void(std::uint64_t)> report;
        {
          const auto gone = extract(*all, number);
          const std::lock_guard lock{all->guard};
          report = all->ended;
        }
        if (report)
          report(number);
        tell(std::move(came));
      };
  auto begun = on.start(std::move(what), deadline, {std::move(events.on_held), std::move(on_end)});
  const std::lock_guard lock{ledger_->guard};
  if (const auto found = ledger_->entries.find(number); found != ledger_->entries.end())
    found->second.start.swap(begun);
}

void plugins_afoot::release(std::uint64_t number) {
  const std::lock_guard lock{ledger_->guard};
  const auto found = ledger_->entries.find(number);
  if (found == ledger_->entries.end() || !found->second.start)
    return;
  found->second.acts = true;
  found->second.start->release();
}

bool plugins_afoot::abandon(std::uint64_t number) {
  std::map<std::uint64_t, entry>::node_type gone; // destroyed after the lock is given back
  const std::lock_guard lock{ledger_->guard};
  const auto found = ledger_->entries.find(number);
  if (found == ledger_->entries.end())
    return false;
  if (!found->second.acts)
    gone = ledger_->entries.extract(found);
  return gone.empty();
}

} // namespace weft::cni
