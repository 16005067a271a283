#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/backoff.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "actors/watch/index.hpp"
#include "adapters/k8s/client.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weft {

/// What a stream is given at birth.
struct stream_wiring {
  k8s::kind kind;
  std::string ns; ///< empty: all namespaces
  std::shared_ptr<k8s::client> io;
  index* objects = nullptr;      ///< outlives the actor; this is its only writer for kind and scope
  surroundings* world = nullptr; ///< outlives the actor
};

/// Keeps the index in step with one kind in one scope and tells listeners what changed: list, watch
/// from there, resume after an end, list again when history is gone. A list replaces: what is not
/// in it is told as gone, what is unchanged is told to nobody, so a missed interval loses nothing
/// and costs nothing. One undecodable object is put on record and blinds nothing.
/// @see kubernetes.md 4
struct stream_state {
  static inline const char* name = "stream";

  enum class phase : std::uint8_t { listing, opening, watching, backing_off };
  enum class purpose : std::uint8_t { resume };
  /// How fresh a list must be.
  enum class freshness : std::uint8_t {
    consistent, ///< version unset, in pages
    whole,      ///< version unset, in one answer: a page's token had expired
    no_older,   ///< at least as fresh as what was seen
  };

  explicit stream_state(stream_actor::pointer owner) : self(owner) {}

  stream_actor::behavior_type start(stream_wiring with);

  void on_follow(const follow& wish);
  void list(freshness wanted);
  void ask_page(const std::string& token);
  void on_page(const page_listed& got);
  void on_list_fault(const fault& why);
  void finish_list();
  void watch();
  void on_opened(const stream_opened& got);
  void on_moved(const stream_moved& got);
  void on_ended(const stream_ended& got);
  void on_trouble(const fault& why);
  bool apply(const stream_event& event);
  void resume();

  void upsert(const snapshot<k8s::projection>& now, bool replace);
  void remove(const object_key& key);
  void note_spoilt(const object_key& key, const fault& why);
  void back_off(const fault& why);
  void tell_source();
  void enter(phase next);
  description describe_self() const;

  stream_actor::pointer self;
  stream_wiring wiring;
  std::vector<listener_actor> listeners;
  std::unique_ptr<k8s::stream> wire;
  timers<purpose, 1> clock;
  std::set<std::pair<std::string, std::string>> listed;   ///< namespace and name, of this list
  std::deque<std::pair<std::string, std::string>> spoilt; ///< key and why, the latest twenty
  std::string list_version;                               ///< of the list's first page
  std::uint64_t version = 0;
  std::uint64_t round = 0; ///< of the exchange under way; late answers of others are ignored
  phase now = phase::listing;
  freshness fresh = freshness::consistent;
  freshness next_list = freshness::consistent; ///< after a pause; meaningful with `relist`
  bool relist = true;
  bool synced = false;
  bool moved = false; ///< this watch has brought something
  caf::actor_clock::time_point since{};
  caf::actor_clock::time_point last_failure{};
  caf::actor_clock::time_point first_500{};
  std::uint32_t failures = 0;
  std::string trouble;
  std::uint64_t handled = 0;
  std::uint64_t lists = 0;
  std::uint64_t watches = 0;
  std::uint64_t stale = 0;
};

stream_actor::behavior_type stream(stream_actor::stateful_pointer<stream_state> self,
                                   stream_wiring with);

} // namespace weft
