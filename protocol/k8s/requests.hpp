#pragma once

#include "protocol/json/value.hpp"
#include "protocol/k8s/exchange.hpp"
#include "protocol/k8s/kind.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace weft::k8s {

/// How fresh a list must be, and which part of it. @see kubernetes.md 3.2, 3.3
struct list_options {
  std::size_t limit = 500;    ///< zero: no paging
  std::string continue_token; ///< with one, `version` is left out
  std::string version;
};

struct watch_options {
  std::string version;               ///< empty with `initial_events`: as of now
  std::chrono::seconds timeout{300}; ///< after which the server ends the watch
  bool initial_events = false;       ///< begin with all objects. @see kubernetes.md 4.1
};

/// @param ns Empty: all namespaces.
request list_request(const kind& which, std::string_view ns, const list_options& how = {});

/// Bookmarks are always asked for.
/// @param ns Empty: all namespaces.
request watch_request(const kind& which, std::string_view ns, const watch_options& how);

/// The same for one object.
request watch_one_request(const kind& which, const object_key& key, const watch_options& how);

/// The most recent state of one object.
request read_request(const kind& which, const object_key& key);

/// @param body Without apiVersion and kind, which are added.
/// @param manager The field manager. @see kubernetes.md 7.2
request create_request(const kind& which, std::string_view ns, json::value body,
                       std::string_view manager);

/// A merge patch of the object, or of its subresource.
request patch_request(const kind& which, const object_key& key, std::string_view subresource,
                      const json::value& patch, std::string_view manager);

/// Adds `finalizer` to those in `seen`, on condition that the object is still as seen:
/// errc::conflict otherwise. @see kubernetes.md 7.4
request add_finalizer_request(const kind& which, const object_meta& seen,
                              std::string_view finalizer, std::string_view manager);

/// Removes `finalizer` and leaves the others, on the same condition.
request remove_finalizer_request(const kind& which, const object_meta& seen,
                                 std::string_view finalizer, std::string_view manager);

} // namespace weft::k8s
