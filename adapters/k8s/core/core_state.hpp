#pragma once

#include "adapters/k8s/core/api_core.hpp"
#include "adapters/k8s/core/resource.hpp"
#include "adapters/k8s/core/scope.hpp"
#include "adapters/k8s/core/status.hpp"
#include "adapters/k8s/core/store.hpp"
#include "protocol/k8s/selector.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace weft::k8s::server {

/// Which objects a list or watch is about.
struct selection {
  label_selector labels;
  std::vector<field_requirement> fields;

  bool selects_everything() const { return labels.selects_everything() && fields.empty(); }
};

/// How far the watch cache of one server has come.
struct watch_cache {
  std::optional<std::uint64_t> stuck_at; ///< the version it shows; empty: the store's own
  timestamp until{};                     ///< then it moves on
};

/// A watch that is open.
struct open_watch {
  scope how;
  call asked; ///< owns what `how.asked` points at
  selection which;
  timestamp ends{};
  timestamp next_bookmark{};
  bool bookmarks = false;
  bool silent = false;                   ///< by a disturbance
  bool columns_told = false;             ///< of a Table
  std::size_t server = 0;                ///< whose cache it is told from
  std::optional<std::uint64_t> owes_end; ///< the version that its snapshot ends at
  std::uint64_t from = 0;                ///< events up to this version are not for it
};

/// What the parts of the server share. Each part is a set of functions over it, in a file of its
/// own: routing, reading, watching, writing, definitions, namespaces, discovery.
struct api_core::state {
  state(core_settings settings, timestamp start, sink receiver);

  core_settings how;
  sink tell;
  timestamp now{};
  store kept;
  std::map<std::string, resource_ptr> resources; ///< by "group/plural"
  std::map<watch_id, std::unique_ptr<open_watch>> watches;
  watch_id next_watch = 1;
  fault_script faults;
  std::vector<denial> denials;
  std::map<std::string, std::uint64_t> counts;
  std::mt19937_64 dice;
  std::set<std::string> settling; ///< namespaces and definitions being emptied
  std::array<watch_cache, 2> caches;
  std::size_t serving = 0; ///< the server that new calls reach
  timestamp full_until{};  ///< no write is stored before

  // routing.cpp
  answer handle(const call& what);
  answer dispatch(scope& how_asked);
  resource_ptr find(const std::string& group, const std::string& plural) const;
  outcome<std::string> authenticate(const call& what) const;
  std::optional<refusal> authorize(const scope& what) const;
  answer control(const call& what);

  // reading.cpp, listing.cpp
  answer get(const scope& what);
  answer list(const scope& what);
  outcome<selection> read_selection(const scope& what) const;
  static bool matches(const selection& which, const resource& what, std::string_view version,
                      const json::value& object);
  /// The object as a client of that version sees it.
  json::value seen(const resource& what, std::string_view version, const stored& object) const;
  /// The answer's body in the form asked for.
  answer show(const scope& what, const stored& object, int status = 200) const;

  // caching.cpp
  /// The version that the cache of the server shows that is asked now, or of that one.
  std::uint64_t reached() const;
  std::uint64_t reached(std::size_t server) const;
  /// The collection as that cache shows it.
  objects cached(const std::string& collection) const;
  void hold_back(std::size_t server, timestamp until);
  /// Tells the watches of that server what has happened up to a version.
  void move_cache(std::size_t server, std::uint64_t to);
  /// Those that are due make up for half of what they lack.
  void move_caches();
  /// Those that lag by as many versions make up for all of it.
  void catch_up(std::uint64_t lag = 0);

  // watching.cpp
  answer watch(const scope& what);
  void publish(const change& what);
  void tick();
  void end_watch(watch_id which, watch_event how_it_ends);
  void end_watches_of(const std::string& collection, watch_event how_it_ends);
  void disturb_all(const std::string& plural, disturbance how_it_breaks);
  void forget();
  void restart();
  void disturb(open_watch& which, watch_id id, disturbance how_it_breaks);
  std::string line_for(open_watch& which, std::string_view type, const stored& object) const;
  std::string bookmark_line(open_watch& which, bool initial_end) const;
  /// The line that this watch gets to see of a change; empty: none.
  std::string event_for(open_watch& which, const change& what) const;

  // writing.cpp
  answer create(const scope& what);
  answer update(const scope& what);
  answer patch(const scope& what);
  answer apply(const scope& what);
  answer remove(const scope& what);
  answer remove_all(const scope& what);
  /// Creates the object, unless it is refused. @param booked Its managedFields are settled.
  answer make(scope what, json::value object, bool booked);
  /// Puts `after` in the place of what is stored, unless it is refused.
  answer replace(const scope& what, const stored& found, json::value after, bool booked);
  /// Stores, tells the watches, and lets definitions and namespaces react.
  stored_ptr put(const resource& what, const std::string& key, json::value object);
  void erase(const resource& what, const std::string& key);
  /// Marks as deleted, or deletes when nothing holds it back. @returns the object's last state.
  stored_ptr begin_removal(const resource& what, const std::string& key, bool& gone);

  // lifecycle.cpp
  std::optional<refusal> may_create(const scope& what) const;
  void react(const change& what);
  void settle_namespace(const std::string& name);
  void settle_definition(const std::string& name);
  /// Serves what a definition defines, from now on.
  void define(const change& what);
  void undefine(const json::value& definition);
  /// Serves what the definitions in the store define, and nothing else.
  void define_anew();

  // discovery.cpp, openapi.cpp
  std::optional<answer> discover(const call& what) const;
  std::optional<answer> describe_schemas(const call& what) const;

  std::string fresh_uid();
  std::string fresh_suffix();
};

} // namespace weft::k8s::server
