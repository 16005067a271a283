#pragma once

#include "adapters/aci/client.hpp"
#include "adapters/aci/core.hpp"
#include "adapters/aci/credential.hpp"
#include "adapters/aci/signer.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weft::aci::contract {

/// What was told, on whatever thread.
class diary {
public:
  void note(std::string what) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(what));
    changed_.notify_all();
  }

  std::vector<std::string> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }

  /// @returns whether there were so many in time.
  bool wait(std::size_t many, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return all_.size() >= many; });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> all_;
};

/// A client and the simulated APICs it talks to, fresh for each case: user "weft" with password
/// "secret", a user "robot" who signs, tenant T with L3Out O.
class peer {
public:
  virtual ~peer() = default;
  virtual client& by_password() = 0;
  virtual client& by_signature() = 0;
  /// Looks at the core, or does something to it.
  virtual void with(std::function<void(sim::core&, sim::instant)> look) = 0;
  /// Sets the APICs' clock forward.
  virtual void advance(std::chrono::milliseconds time) = 0;
  virtual void set_up(std::size_t node, bool up) = 0;
  /// Lets things happen until so much was noted. @returns whether it was.
  virtual bool wait(diary& in, std::size_t many) = 0;
};

/// Readies a core for a case.
void furnish(sim::core& apic, sim::instant now);
credential password_credential();
credential signing_credential();
const signing_identity& robot();

/// One promise of the way to an APIC, as a sentence.
struct contract_case {
  const char* name;
  void (*holds)(peer& with);
};

const std::vector<contract_case>& apic_cases();
void add_request_cases(std::vector<contract_case>& to);
void add_socket_cases(std::vector<contract_case>& to);

} // namespace weft::aci::contract
