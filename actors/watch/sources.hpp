#pragma once

#include "actors/admission.hpp"

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// What one stream watches.
struct scope {
  std::string kind;
  std::string ns; ///< empty: all namespaces

  auto operator<=>(const scope&) const = default;
};

struct scope_hash {
  std::size_t operator()(const scope& where) const {
    return std::hash<std::string>{}(where.kind) * 31 + std::hash<std::string>{}(where.ns);
  }
};

/// "VelocloudBP/ns1", or "VelocloudBP" for all namespaces.
std::string to_string(const scope& where);

/// How far the streams of each kind have come and who follows them. Outlives each stream, so that
/// a restarted one goes on where the last one stopped. Thread-safe.
class sources {
public:
  /// A kind is synced once each of its scopes is; name them all before the first stream starts.
  void expect(const scope& where);

  /// Takes over how a stream stands; what has synced stays synced.
  /// @returns what to tell about the kind as a whole, if that has changed.
  std::optional<source_changed> note(const scope& where, bool synced, const std::string& trouble,
                                     bool denied = false, bool absent = false);

  /// What has synced is being listed again, and may be out of date until that is noted as synced.
  /// Those who follow hear of its end alone.
  void renew(const scope& where);

  source_changed state_of(const std::string& kind) const;

  /// @returns false when `who` follows there already.
  bool add_follower(const scope& where, const caf::actor& who);
  void drop_follower(const scope& where, const caf::actor_addr& who);
  std::vector<caf::actor> followers(const scope& where) const;

private:
  struct standing {
    bool synced = false;
    bool renewing = false;
    std::string trouble;
    bool denied = false;
    bool absent = false;
    std::vector<caf::actor> followers;
  };

  source_changed summary(const std::string& kind) const;

  mutable std::mutex guard_;
  std::map<scope, standing> all_;
};

} // namespace weft
