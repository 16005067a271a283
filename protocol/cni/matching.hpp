#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/settings.hpp"
#include "protocol/cni/wished_pod.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// Which attachment satisfies which element. @see cni.md 1.4, 2
namespace weft::cni {

/// How an element stands to what there is.
struct match {
  const wished_element* wish = nullptr;
  const attachment_record* held = nullptr; ///< ours; null: there is none
  bool foreign = false;                    ///< somebody else has attached it
  std::string interface;                   ///< that it has, or is to get; empty: it cannot have one
  std::string reason;                      ///< why it cannot
  std::string refusal;
};

/// What is matched.
struct matching_input {
  const settings& how;
  const wished_pod& wish;
  /// Live records of ours, each interface at most once: `detached` ones are none.
  const std::vector<const attachment_record*>& live;
  const std::set<std::string>& our_interfaces; ///< of all records, whatever their phase
  /// Interfaces of the current sandbox; null: nobody can see them, and nothing foreign counts.
  const std::vector<interface_view>* seen = nullptr;
};

struct matching {
  std::vector<match> elements;                         ///< one per element, in their order
  std::vector<const attachment_record*> unwished;      ///< live records that satisfy nothing
  std::vector<const claimed_network*> unwished_others; ///< foreign entries that satisfy nothing
};

/// Each live record satisfies at most one element, and the other way round. Elements that name
/// their interface choose first; of several others of one network the first gets the lowest
/// ordinal.
matching match_elements(const matching_input& in);

} // namespace weft::cni
