#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/domain_measures.hpp"
#include "actors/runtime/nursery.hpp"
#include "actors/runtime/object.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "actors/watch/index.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace weft {

/// Starts the supervisor of a domain's sessions; it reports to the given domain supervisor.
using session_spawner = std::function<session_house_actor(domain_actor::pointer house)>;

/// An object in one of its lives, by its uid; by its key where the server gave none.
struct by_uid {
  using is_transparent = void;

  std::size_t operator()(const owner& who) const { return std::hash<std::string>{}(who.uid); }
  std::size_t operator()(const k8s::object_meta& of) const {
    return std::hash<std::string>{}(of.uid);
  }
  bool operator()(const auto& a, const auto& b) const {
    return a.uid == b.uid && (!a.uid.empty() || a.key == b.key);
  }
};

/// What a domain supervisor is given at birth. All pointers outlive the actor.
struct domain_wiring {
  std::shared_ptr<const domain> filling;
  index* objects = nullptr;
  api_actor api;
  recorder_actor recorder;
  surroundings* world = nullptr;
  session_spawner sessions;
  domain_measures measured{};
  watch_actor watches{};
};

/// Keeps the objects, targets and sessions of one domain alive and carries messages between them
/// by key. Objects start once every mandatory source has synced, and every other has or cannot;
/// removals are allowed once every object has spoken since, and the server has said that it goes on
/// serving their kinds. A child that keeps dying is put aside with its history until its input
/// changes. A target that is neither wished for nor listed by the inventory ends. Ends itself when
/// its session supervisor ends.
struct domain_supervisor_state {
  static inline const char* name = "domain";

  enum class purpose : std::uint8_t { look_again, ask_for_kinds };

  explicit domain_supervisor_state(domain_actor::pointer owner) : self(owner) {}
  ~domain_supervisor_state();

  domain_actor::behavior_type start(domain_wiring with);

  void on_changed(const objects_changed& news);
  void on_seen(const object_change& news);
  void on_gone(const object_change& news);
  void on_source(const source_changed& news);
  /// Before the doors are open: a source that is disturbed may hold what is no longer so.
  void await_source(const source_changed& news);
  void on_contribute(const contribute& news);
  void on_learned(const snapshot<record>& inventory);
  void list_all_again();
  /// Objects of the kind have gone, or may have, because the kind has: nothing of them is swept
  /// until it is served, an hour after the last such news.
  void doubt(const std::string& kind);
  /// Asks how the server stands to the kinds in question.
  void ask_for_kinds();
  void on_standing(const std::string& kind, const result<k8s::standing>& of);
  void on_down(const caf::down_msg& msg);
  void on_exit(const caf::exit_msg& msg);
  void on_respawn(const owner& child);
  /// An object that has ended as it should, and is there again: a restored server has its old uid.
  void come_back(const owner& who);

  /// Takes back what an object has contributed that nobody speaks for any more.
  void release(const owner& who);
  void open_doors();
  void take_census();
  void call_upon(const owner& who, const object_actor& child);
  void on_spoken(const owner& who);
  void spread_change(const k8s::projection* before, const k8s::projection* after);
  void look_again_now();
  /// Whether the object wants an actor, or has had one that left something in it.
  bool concerns(const k8s::projection& one) const;
  contributions so_far() const;
  /// What an earlier life of the object has contributed, if nothing that it keeps tells of it.
  std::vector<snapshot<fragment>> forgotten_by(const owner& who) const;
  void ensure_target(const std::string& key);
  void spawn_object(const snapshot<k8s::projection>& of);
  void spawn_target(const std::string& key);
  /// Whether a target has somebody to act for, or is to be compared with nobody asking. Until the
  /// inventory has told which there are, every one may.
  bool is_wanted(const std::string& target) const;
  void end_target(const std::string& key);
  void on_target_ended(const std::string& key);
  void dismiss_when_empty();
  std::shared_ptr<const object_wiring> wiring_of(const std::string& kind) const;
  roll children() const;
  description describe_self() const;

  domain_actor::pointer self;
  domain_wiring wiring;
  std::shared_ptr<domain_view> view;
  std::map<std::string, std::shared_ptr<const object_wiring>> kinds; ///< those acted on
  std::set<std::string> unsynced;                                    ///< kinds still awaited
  std::map<std::string, std::string> source_trouble;
  std::set<std::string> unknown; ///< kinds of which nobody has said yet that they are served
  std::set<std::string> doubted; ///< kinds
  std::set<std::string> absent;  ///< kinds that the server does not know at present
  nursery<owner, object_actor, by_uid, by_uid> objects;
  nursery<std::string, target_actor> targets;
  session_house_actor sessions;
  /// What each target was told, so that a new one in its place can be told again.
  std::map<std::string, wishes> parts;
  std::optional<std::set<std::string>> listed; ///< targets the inventory knows, once it is there
  std::set<owner> silent;                      ///< objects that have not spoken yet
  reach changed;
  timers<purpose, 2> clock;
  caf::error stopping;
  bool open = false;     ///< objects are alive
  bool complete = false; ///< every source has spoken
  std::uint64_t handled = 0;
};

/// What to spawn: `domain_supervisor_state` as an actor.
domain_actor::behavior_type
domain_supervisor(domain_actor::stateful_pointer<domain_supervisor_state> self, domain_wiring with);

} // namespace weft
