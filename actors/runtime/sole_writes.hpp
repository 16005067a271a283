#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace weft {

/// Which targets have an exchange under way that may still change them. An actor that dies leaves
/// its exchange behind; whoever takes its place must not write before that has ended, or two
/// writes of one target could cross. Outlives the actors; thread-safe. @see design.md 2, I2
class sole_writes {
public:
  /// Holds a target until the last copy of the answer is gone: give it to the callback that is
  /// told the end of the exchange. Null while somebody else holds it.
  std::shared_ptr<const void> begin(const std::string& target) {
    const std::lock_guard lock{held_->guard};
    if (!held_->targets.insert(target).second)
      return nullptr;
    return {held_.get(), [held = held_, target](const void*) {
              const std::lock_guard release{held->guard};
              held->targets.erase(target);
            }};
  }

private:
  struct ledger {
    std::mutex guard;
    std::set<std::string> targets;
  };

  std::shared_ptr<ledger> held_ = std::make_shared<ledger>();
};

} // namespace weft
