#pragma once

#include "adapters/cni/cri_carrier.hpp"
#include "protocol/cni/sandbox.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace weft::cni::sim {

/// A sandbox, and how the runtime tells of it.
struct told_sandbox {
  /// What its verbose text says of its namespace. @see cni.md 7.3, 9
  enum class telling : std::uint8_t {
    whole,
    null_spec,  ///< `runtimeSpec` is null, as while it is being created
    no_spec,    ///< there is none
    no_path,    ///< its namespace has no path
    no_details, ///< no text at all
    no_json,    ///< something else
  };

  sandbox what; ///< `ready` and `netns` as they are; of `trouble` nothing is told
  telling says = telling::whole;
  std::map<std::string, std::string> labels; ///< besides the kubelet's
};

/// What a runtime is like.
struct runtime_character {
  enum class product : std::uint8_t { containerd, cri_o };
  product like = product::containerd;
  bool infra_containers = false; ///< of CRI-O: a sandbox has a process of its own, by default none
  bool speaks_v1 = true;
  bool speaks_v1alpha2 = true;
  bool tells_events = false;           ///< containerd does from 1.7 on, CRI-O where it is told to
  bool answers = true;                 ///< false: it takes calls and says nothing
  std::chrono::milliseconds latency{}; ///< before an answer leaves
};

/// What the carrier does with a call.
struct cri_reply {
  bool hangs = false; ///< nothing, until whoever called gives up
  cri_answer what;
  std::chrono::milliseconds latency{};
};

/// A container runtime as values: serialized messages of CRI in and out. No socket, thread or
/// clock. Not thread-safe. @see cni.md 7
///
/// Known differences from the products: there are no containers, only sandboxes; what a verbose
/// text holds besides the namespace is a choice; of filters all parts are honoured.
class runtime {
public:
  // -- for the carrier ---------------------------------------------------------------------------

  cri_reply receive(const std::string& path, const std::string& request);
  /// @param told Called with each event's message, within the call that makes it.
  /// @param ended Called when the runtime goes away, within `set_up`.
  /// @returns a number for `stop_telling`; zero: events are not told.
  std::uint64_t tell_events(std::function<void(std::string)> told, std::function<void()> ended);
  void stop_telling(std::uint64_t number) { listeners_.erase(number); }

  // -- for who plays the rest of the world -------------------------------------------------------

  void add(told_sandbox one);
  void remove(const std::string& id);
  /// Whether a sandbox has a first process, which may die.
  bool has_pause() const {
    return character.like == runtime_character::product::containerd || character.infra_containers;
  }
  /// Changes what is told of it.
  void change(const std::string& id, const std::function<void(told_sandbox&)>& how);
  /// Null pointer: there is none.
  const told_sandbox* find(const std::string& id) const;
  const std::map<std::string, told_sandbox>& all() const { return sandboxes_; }
  /// Takes the runtime down, or up again; its sandboxes live on.
  void set_up(bool up);
  bool is_up() const { return up_; }

  runtime_character character;

  // -- for who asserts ---------------------------------------------------------------------------

  /// Of every call, in order.
  const std::vector<std::string>& calls() const { return calls_; }
  void forget_calls() { calls_.clear(); }

private:
  cri_answer answer(const std::string& method, const std::string& request) const;
  void announce(const told_sandbox& one, int event);

  std::map<std::string, told_sandbox> sandboxes_;
  struct listener {
    std::function<void(std::string)> told;
    std::function<void()> ended;
  };
  std::map<std::uint64_t, listener> listeners_;
  bool up_ = true;
  std::uint64_t last_listener_ = 0;
  std::vector<std::string> calls_;
};

} // namespace weft::cni::sim
