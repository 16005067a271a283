#pragma once

#include "protocol/json/value.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace weft::k8s::server {

/// An object as it lies in the store, immutable.
struct stored {
  json::value object;
  std::uint64_t version = 0; ///< as in metadata.resourceVersion
};

using stored_ptr = std::shared_ptr<const stored>;
/// Objects by "namespace/name", or "name" for cluster-scoped ones.
using objects = std::map<std::string, stored_ptr, std::less<>>;

/// One entry of the history.
struct change {
  std::uint64_t version = 0;
  std::string collection;
  std::string key;
  stored_ptr before; ///< null: it was created
  stored_ptr after;  ///< the last state when it was deleted
  bool deleted = false;
};

/// All objects under one version counter, with a bounded history.
class store {
public:
  explicit store(std::size_t history_limit) : limit_(history_limit) {}

  std::uint64_t version() const { return version_; }
  /// The oldest version that can still be looked at; a watch can resume from it.
  std::uint64_t oldest() const { return oldest_; }

  stored_ptr find(std::string_view collection, std::string_view key) const;
  const objects& all(std::string_view collection) const;
  /// The collection as it was. Precondition: oldest() <= version <= version().
  objects at(std::string_view collection, std::uint64_t version) const;

  /// Writes the object under a new version, which it then carries.
  const change& put(std::string collection, std::string key, json::value object);
  /// Deletes the object; its last state carries a new version.
  const change& remove(std::string collection, const std::string& key);
  /// Moves the counter, as writes elsewhere in the cluster do.
  void skip(std::uint64_t versions) { version_ += versions; }

  const std::deque<change>& history() const { return history_; }
  /// Compacts: nothing before the present can be looked at any more.
  void forget();

private:
  const change& record(change what);

  std::size_t limit_;
  std::uint64_t version_ = 1;
  std::uint64_t oldest_ = 1;
  std::map<std::string, objects, std::less<>> collections_;
  std::deque<change> history_;
};

} // namespace weft::k8s::server
