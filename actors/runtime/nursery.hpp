#pragma once

#include "actors/admission.hpp"
#include "actors/runtime/backoff.hpp"
#include "actors/runtime/rare.hpp"
#include "protocol/state/filter.hpp"

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_clock.hpp>
#include <caf/error.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace weft {

/// Supervised children by key: who lives, who died how often, who is put aside. Lives in the state
/// of the supervisor, which monitors what it adopts and passes each DOWN to `bury`. There may be
/// very many of them: a child costs its key once and no more than what is known of it.
/// @tparam Hash, Equal Transparent where children are looked up by more than their key.
/// @see style.md 2.7
template <class Key, class Handle, class Hash = std::hash<Key>, class Equal = std::equal_to<Key>>
class nursery {
public:
  using instant = caf::actor_clock::time_point;

  struct slot {
    Handle child;
    instant started{};
    rare<std::vector<std::string>> history; ///< how it died, latest last, at most five
    std::uint32_t failures = 0; ///< consecutive; forgiven after a life as long as the cap
    bool quarantined = false;
  };

  /// What to do after a child has died.
  struct burial {
    Key key;
    bool failed = false; ///< false: it ended as it should; its slot is gone
    std::optional<std::chrono::milliseconds> respawn_after; ///< none with `failed`: quarantined
  };

  explicit nursery(backoff delays = {std::chrono::milliseconds{100}, std::chrono::minutes{1}},
                   std::uint32_t patience = 5)
    : pace_(delays), patience_(patience) {}

  /// A supervisor that dies takes its children along: nobody acts without one.
  ~nursery() {
    for (const auto& [key, mine] : slots_)
      if (mine.child)
        caf::anon_send_exit(mine.child, caf::exit_reason::kill);
  }
  nursery(const nursery&) = delete;
  nursery& operator=(const nursery&) = delete;

  /// Takes care of `child`, which the caller has just spawned; monitors it on behalf of `self`.
  template <class Self>
  void adopt(Self* self, const Key& key, Handle child) {
    auto& entry = *slots_.try_emplace(key).first;
    auto& mine = entry.second;
    self->monitor(child);
    alive_[child.address()] = &entry;
    mine.child = std::move(child);
    mine.started = self->clock().now();
    mine.quarantined = false;
  }

  /// The living child, or null.
  template <class Name = Key>
  Handle find(const Name& key) const {
    const auto i = slots_.find(key);
    return i == slots_.end() ? Handle{} : i->second.child;
  }

  template <class Name = Key>
  const slot* slot_of(const Name& key) const {
    const auto i = slots_.find(key);
    return i == slots_.end() ? nullptr : &i->second;
  }

  /// Records a death. @returns nothing when it was no child of ours.
  std::optional<burial> bury(const caf::actor_addr& who, const caf::error& why, instant now,
                             double spread, const std::string& words) {
    const auto known = alive_.find(who);
    if (known == alive_.end())
      return std::nullopt;
    burial out{known->second->first, false, std::nullopt};
    auto& mine = known->second->second;
    alive_.erase(known);
    if (!why || why == caf::exit_reason::user_shutdown) {
      slots_.erase(out.key);
      return out;
    }
    out.failed = true;
    mine.child = nullptr;
    auto& history = mine.history.change();
    history.push_back(words);
    if (history.size() > remembered)
      history.erase(history.begin());
    if (now - mine.started >= pace_.cap)
      mine.failures = 0;
    if (++mine.failures >= patience_)
      mine.quarantined = true;
    else
      out.respawn_after = pace_.before(mine.failures - 1, spread);
    return out;
  }

  /// Gives a quarantined child another chance: its input has changed.
  void pardon(const Key& key) {
    if (const auto i = slots_.find(key); i != slots_.end()) {
      i->second.quarantined = false;
      i->second.failures = 0;
    }
  }

  /// Drops a slot whose child is dead and shall not come back.
  void forget(const Key& key) {
    if (const auto i = slots_.find(key); i != slots_.end() && !i->second.child)
      slots_.erase(i);
  }

  /// Tells every living child to stop.
  void dismiss(caf::exit_reason why) {
    std::erase_if(slots_, [](auto& entry) { return !entry.second.child; });
    for (auto& [key, mine] : slots_)
      caf::anon_send_exit(mine.child, why);
  }

  /// Calls `visit(key, slot)` for each child, living or not.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [key, mine] : slots_)
      visit(key, mine);
  }

  /// Adds the living to a roll, and what is known of the dead.
  /// @param actor, key_of What `description` calls a child.
  template <class KeyOf>
  void call(roll& into, const std::string& actor, KeyOf key_of) const {
    for (const auto& [key, mine] : slots_) {
      if (mine.child) {
        into.living.push_back(caf::actor_cast<caf::actor>(mine.child));
        continue;
      }
      auto& dead = into.dead.emplace_back();
      dead.actor = actor;
      dead.key = key_of(key);
      dead.state = mine.quarantined ? ailing::quarantined : ailing::between_lives;
      dead.retries = mine.failures;
      dead.last_error = mine.history->empty() ? "" : mine.history->back();
      for (const auto& death : *mine.history)
        dead.details.emplace_back("death", death);
    }
  }

  bool empty() const { return slots_.empty(); }
  std::size_t size() const { return slots_.size(); }

private:
  static constexpr std::size_t remembered = 5; ///< deaths of a child

  backoff pace_;
  std::uint32_t patience_;
  std::unordered_map<Key, slot, Hash, Equal> slots_;
  std::unordered_map<caf::actor_addr, typename decltype(slots_)::value_type*> alive_;
};

} // namespace weft
