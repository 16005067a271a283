#pragma once

#include "adapters/k8s/core/exchange.hpp"
#include "adapters/k8s/core/resource.hpp"
#include "adapters/k8s/core/status.hpp"

#include <string>

namespace weft::k8s::server {

/// In which form the client wants objects.
enum class form : std::uint8_t { whole, table, partial };

/// One call, understood: what is to be done, to what, by whom.
struct scope {
  const call* asked = nullptr;
  std::string verb; ///< "get", "list", "watch", "create", "update", "patch", "delete", …
  resource_ptr what;
  std::string version;
  std::string ns;
  std::string name;
  std::string subresource;
  parameters query;
  std::string user;
  form shown = form::whole;
  bool shown_as_list = false; ///< PartialObjectMetadataList and not PartialObjectMetadata
  timestamp now{};

  const served_version& served() const { return *what->find(version); }
  bool is_dry() const { return query.contains("dryRun"); }
  std::string parameter(std::string_view name) const;
  bool flag(std::string_view name) const;
  /// The manager of the fields that this call writes.
  std::string manager() const;
  /// With the plural, as most errors have it.
  subject about() const;
  /// With the kind, as 422 has it.
  subject about_kind() const;
  std::string key() const { return key_of(ns, name); }
  static std::string key_of(const std::string& ns, const std::string& name);
};

/// A resourceVersion, or nothing when it is no number.
std::optional<std::uint64_t> read_version(std::string_view text);

/// Reads the Accept header into `into`.
/// @returns false when nothing in it can be served.
bool read_accept(std::string_view accept, scope& into);

/// The path below /api or /apis, taken apart; resource and version are looked up elsewhere.
struct resource_path {
  std::string group;
  std::string version;
  std::string plural;
  std::string ns;
  std::string name;
  std::string subresource;
  bool watches = false; ///< the old form /api/v1/watch/…
};
std::optional<resource_path> read_path(std::string_view path);

} // namespace weft::k8s::server
