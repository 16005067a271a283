#pragma once

#include "protocol/cni/node_view.hpp"
#include "protocol/cni/operation.hpp"
#include "protocol/cni/settings.hpp"
#include "protocol/cni/wished_pod.hpp"
#include "protocol/json/value.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::cni {

/// How one element of a Pod stands.
struct element_state {
  enum class standing : std::uint8_t {
    attached,
    foreign,    ///< somebody else has attached it
    left_alone, ///< by its own will
    pending,    ///< to be attached, or waiting for something that comes by itself
    refused,    ///< not before something has changed
    failed,     ///< tried in vain, and to be tried again
  };

  std::string what;      ///< "network default/green", for people
  std::string interface; ///< empty: it has none
  standing stands = standing::pending;
  std::string reason; ///< CamelCase; empty: nothing stands against it
  std::string message;

  bool operator==(const element_state&) const = default;
};

std::string_view to_string(element_state::standing how);

/// Everything a plan may use.
struct plan_input {
  const settings& how;
  const wished_pod* wish; ///< null: nobody wishes anything, the Pod is gone
  const node_view& node;
  bool may_remove = true; ///< false: what nobody seems to wish stays, the view is incomplete
  /// What the Pod wished while it was there, for what has lost its record; null: not known.
  const wished_pod* once = nullptr;
};

/// What is to be done for a Pod, and how it stands.
struct plan_output {
  std::vector<operation> operations;   ///< in their order; empty: all is as it should be
  std::vector<element_state> elements; ///< one per element of the wish, in their order
  std::vector<occurrence> notices;
  json::array entries;                  ///< ours in the status annotation, in their order
  std::set<std::string> our_interfaces; ///< all that are ours there, or were
  /// What should have gone and could not, by interface: why, for people.
  std::map<std::string, std::string> lingering;
  bool tells = true;       ///< false: too little is known to say anything in the status annotation
  std::size_t ours = 0;    ///< records there are
  std::size_t leaving = 0; ///< of them, those that go because nobody wishes them
};

/// Compares what is wished, what is recorded and what there is. Takes away first, the latest first,
/// then attaches in the order of the annotations. @see cni.md 1.4, 8.3
plan_output plan(const plan_input& in);

} // namespace weft::cni
