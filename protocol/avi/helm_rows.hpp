#pragma once

#include "protocol/avi/helm.hpp"

#include <span>
#include <string>
#include <string_view>

namespace weft::avi {

/// A translation under way.
struct draft : translation {
  std::string subnet_address; ///< of releases before 1.4
  std::string subnet_length;
  std::string network;
  std::string old_controller;
  std::string balancer_domain; ///< L4Settings.defaultDomain, which the other one wins over
};

/// One value of the old operator.
struct helm_row {
  std::string_view section;  ///< empty: at the top
  std::string_view key;      ///< in the chart
  std::string_view entry;    ///< in the ConfigMap; empty: none
  std::string_view variable; ///< in the environment; empty: none
  /// Takes it over. @returns whether it reads. Null: it changes nothing here.
  bool (*take)(draft& into, const json::value& from) = nullptr;
  /// What to tell of one that changes nothing; empty: nothing. With a `%` in front: only where it
  /// is switched on.
  std::string_view remark{};
  std::string_view allowed{}; ///< for people, of one that does not read
};

std::span<const helm_row> helm_rows();

} // namespace weft::avi
