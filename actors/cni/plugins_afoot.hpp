#pragma once

#include "adapters/cni/runner.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weft::cni {

/// The plugins under way, whoever has started them. They outlive the actors, lie with the seat, and
/// what they work for is held until they have ended. Thread-safe. @see cni.md 8.4
class plugins_afoot {
public:
  struct one {
    std::uint64_t number = 0; ///< of the leave to run it
    std::string container;
    std::chrono::nanoseconds since{}; ///< on the clock of whoever started it
  };

  /// Who is told that a plugin has ended, on an I/O thread; the last to ask.
  void report_to(std::function<void(std::uint64_t number)> ended);

  /// Those that act.
  std::vector<one> all() const;

  /// Starts a plugin, to be held at its gate. Its end is reported first, then told.
  /// @param held Let go of as soon as it has ended.
  void start(runner& on, one who, invocation what, std::chrono::milliseconds deadline,
             plugin_events events, std::vector<std::shared_ptr<const void>> held);
  /// Lets it act.
  void release(std::uint64_t number);
  /// Nobody listens to it any more. One that does not act yet ends without having acted, and is not
  /// reported. @returns whether it acts.
  bool abandon(std::uint64_t number);

private:
  struct entry {
    one who;
    std::unique_ptr<plugin_start> start;
    std::vector<std::shared_ptr<const void>> held;
    bool acts = false;
  };
  struct ledger {
    std::mutex guard;
    std::map<std::uint64_t, entry> entries;
    std::function<void(std::uint64_t)> ended;
  };

  /// What is taken out is destroyed outside the lock: that may wait for an event which wants it.
  static std::map<std::uint64_t, entry>::node_type extract(ledger& from, std::uint64_t number);

  std::shared_ptr<ledger> ledger_ = std::make_shared<ledger>();
};

} // namespace weft::cni
