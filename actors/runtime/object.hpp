#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/domain_measures.hpp"
#include "actors/runtime/lean_actor.hpp"
#include "actors/runtime/open_requests.hpp"
#include "actors/runtime/rare.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "protocol/k8s/discovery.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft {

/// What the objects of one kind share. They keep it alive: a supervisor that dies takes them along,
/// though not at once.
struct object_wiring {
  std::shared_ptr<const domain> filling;
  const k8s::kind* kind = nullptr; ///< one of the domain's
  std::shared_ptr<const view> index;
  domain_actor house; ///< carries fragments to targets
  api_actor api;
  recorder_actor recorder;
  surroundings* world = nullptr;
  domain_measures measured{};
};

/// One watched object that its domain acts on. Level-triggered: whatever wakes it, it interprets
/// the newest projection, contributes what changed, and writes the status when that differs from
/// what the API server holds; at most one write is in flight.
///
/// Expected flow: finalizer first, fragments once it is persisted, status after each outcome, and
/// on deletion withdrawal from every target before the finalizer goes. An object that vanishes
/// without waiting for that lingers here until its targets have shown that its things are gone.
/// One that leaves because its kind does, or vanishes with most others, withdraws nothing.
/// @see kubernetes.md 7.4, 8; velocloud.md 8.5
struct object_state {
  enum class purpose : std::uint8_t { outcome, retry, echo, parting };
  /// What is under way to the API server; the last one asks.
  enum class write : std::uint8_t {
    none,
    add_finalizer,
    drop_finalizer,
    status,
    reread,
    look_at_kind
  };
  /// What becomes of the object's things when it leaves.
  enum class parting : std::uint8_t {
    undecided,
    noticed, ///< that it leaves; whether its kind does is asked in a moment
    removed,
    left, ///< in place, for the kind is going as well; the sweep finds them should it come back
  };

  /// @param before What an earlier life has contributed, where nothing else tells of that.
  object_state(lean_actor* owner, std::shared_ptr<const object_wiring> shared,
               snapshot<k8s::projection> first, const std::vector<snapshot<fragment>>& before);

  void take(const object_seen& news);
  void on_gone(const object_gone& news);
  void on_told(const snapshot<outcome>& news);
  caf::result<intent_recorded> on_intent(const snapshot<outcome>& intended);
  void on_wake(const wake& due);
  /// The API server's answer to the request under way, or why there is none.
  void on_answer(caf::type_erased_tuple& what);

  /// What was contributed to one target, and what came back.
  struct link {
    snapshot<fragment> sent;
    snapshot<outcome> got;
    std::uint64_t intent = 0; ///< the request of `got`, while that is one
  };

  void look();
  /// Tells what has not been told, of all that is to be told now.
  void announce_news();
  /// Takes back what was contributed, as if it had never been.
  void take_back(link& what);
  void understand();
  /// A view that lags shows late what another process has written before this one came.
  void trust_the_view();
  void advance();
  void contribute_parts();
  /// Sends it, or what may be said until it may be sent.
  void offer(fragment part);
  void withdraw_rest();
  void send(fragment part);
  void reread();
  /// Whether it is known what becomes of its things; asks for it when not.
  bool parting_decided();
  void on_standing(const result<k8s::standing>& of);
  void leave_behind(const std::string& why);
  void tend_finalizer();
  void tend_status();
  /// Logs it when Ready has turned.
  void note_ready(const json::value& wanted);
  void note_word(bool ready, const std::string& why);
  std::string_view place() const;
  /// An outcome is on its way and the status says nothing wrong meanwhile: it speaks of the
  /// generation it was made for.
  bool too_early();
  void call(write what, k8s::request request, std::string body);
  /// Its finalizer has gone, by our will: the answer says so, or the stream that it is gone.
  void announce_removal();
  void on_written(write what, const std::string& body, const api_answer& answer);
  void on_refused(write what, const std::string& body, const fault& why);

  bool has_finalizer() const { return !wiring->filling->finalizer.empty(); }
  /// What lives on until its dependents are gone still asks for what it asked for, unless there is
  /// a finalizer to hold it until that is removed.
  bool leaving() const { return gone || (has_finalizer() && seen->meta.deleting); }
  /// Neither the object nor anything outside has need of an actor any more.
  bool is_through() const;
  /// Something of it may be outside.
  bool places_things() const;
  /// What it has placed is nobody's any more.
  bool orphans() const { return meaning->orphan || way == parting::left; }
  bool finalizer_held() const;
  bool held_back(const fragment& part) const;
  bool all_absent() const;
  /// The object as interpret and report see it: its status is what we know to be ours, whatever
  /// somebody else has made of it meanwhile, unless it is not ours alone.
  snapshot<k8s::projection> believed() const;
  owner identity() const { return {seen->meta.key, seen->meta.uid}; }
  void count_denial() const;
  /// Tells an Event when Ready has turned, once decided: one per transition, none per retry or
  /// restart.
  void announce_turn(const std::string& from, const std::string& to);
  description describe_self();

  /// What the object has said of itself so far. Texts, since they are compared with what comes.
  struct speech {
    std::string refused; ///< status not tried again until it differs
    std::string wrote;   ///< the last one accepted by the API server …
    std::string kept;    ///< … and what it made of it, e.g. with unknown members pruned
    std::string asked;   ///< the status under way …
    std::string before;  ///< … and what it replaces
    std::string own;     ///< as the API server last held it by our will; empty: not known
    std::string notices; ///< those announced already, a line each
    std::string reason;  ///< of the last report, with its message; empty when Ready
    std::string trouble; ///< the last write that failed
    std::int64_t ready_generation = 0; ///< that was last logged as ready
    std::uint32_t rewrites = 0;        ///< times somebody else has undone `wrote`
    bool removal = false;              ///< told already
  };

  lean_actor* self;
  std::shared_ptr<const object_wiring> wiring;
  snapshot<k8s::projection> seen;
  rare<interpretation> meaning;
  caf::actor_clock::time_point born{};
  std::map<std::string, link> links;
  open_requests<intent_recorded> intents;
  timers<purpose, 4> clock;
  rare<speech> said;
  std::uint64_t handled = 0;
  std::uint64_t sent_count = 0;
  std::uint32_t failures = 0;
  write in_flight = write::none;
  parting way = parting::undecided;
  bool stale = false;          ///< the API server knows something else than what we have seen
  bool unechoed = false;       ///< the stream has not told what a write of ours was answered with
  bool waited = false;         ///< a pause has just been served
  bool patience_spent = false; ///< an outcome has been awaited for as long as no status may wait
  bool gone = false;
};

/// Starts `object_state` as an actor. @param first What the stream told of it at first.
object_actor object(caf::local_actor* parent, std::shared_ptr<const object_wiring> shared,
                    snapshot<k8s::projection> first, std::vector<snapshot<fragment>> before = {});

} // namespace weft
