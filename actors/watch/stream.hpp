#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "actors/watch/mirror.hpp"
#include "actors/watch/pace.hpp"
#include "actors/watch/sources.hpp"
#include "actors/watch/turns.hpp"
#include "adapters/k8s/client.hpp"
#include "adapters/metrics/registry.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft {

/// What the streams share. All of it outlives them.
struct stream_wiring {
  std::shared_ptr<k8s::client> server;
  index* objects = nullptr;
  std::shared_ptr<sources> board;
  std::shared_ptr<turns> queue; ///< for lists, and for watches after a failure
  surroundings* world = nullptr;
  watch_pace pace;
};

/// A STREAM with what it says to itself.
using inner_stream_actor = stream_actor::extend<
  // INTERNAL: the answers of the API server, decoded.
  caf::reacts_to<page_read>, caf::reacts_to<watch_opened>, caf::reacts_to<watch_told>,
  caf::reacts_to<watch_ended>,
  // INTERNAL: its turn has come, or a pause is over.
  caf::reacts_to<wake>>;

/// One kind in one scope, taken over whole once and then watched.
///
/// Expected flow: a consistent snapshot, at best as the beginning of the watch that goes on with
/// changes, else as a list in pages and a watch from its version; the next watch from the last
/// version heard of, and so on. A watch that ends badly is opened again after a pause; only when
/// its history is gone (410), or when it cannot be trusted, a new snapshot is taken, and the
/// listeners hear of the difference alone. A server that refuses to stream a snapshot, or breaks
/// off three in a row, is asked for lists for an hour.
///
/// Guarantees: the index shows a change before any listener hears of it; nothing is told as gone
/// because the API server cannot be reached or no longer knows the kind; one object that cannot be
/// read holds up no other. Holds one page or piece at a time besides what changed; a watch is read
/// only a few pieces ahead of what the listeners have taken over.
/// @see kubernetes.md 4
struct stream_state {
  static inline const char* name = "watch.stream";

  enum class phase : std::uint8_t {
    queued,      ///< waits for its turn
    listing,     ///< a page has been asked for
    opening,     ///< a watch has been asked for
    beginning,   ///< the watch is open and tells what there is
    watching,    ///< the watch is open
    comparing,   ///< the server's version has been asked for, after a failure or a silent watch
    backing_off, ///< after a failure
    absent,      ///< the server does not know the kind; asks again from time to time
  };
  enum class purpose : std::uint8_t { turn, retry, silence, second_look };
  enum class step : std::uint8_t { snapshot, watch };

  /// A list under way.
  struct listing {
    std::string token;   ///< of the next page; empty: the first
    std::string version; ///< of the first page
    bool whole = false;  ///< without pages: a later one came too late once
  };

  /// What the state dump counts.
  struct counts {
    std::uint64_t lists = 0;
    std::uint64_t watches = 0;
    std::uint64_t short_watches = 0;
    std::uint64_t events = 0;
  };

  /// The same for the metrics.
  struct series {
    metrics::counter lists;
    metrics::counter watches;
    metrics::counter short_watches;
    metrics::gauge version;
    metrics::histogram lag;
    metrics::counter older;
    metrics::counter unreadable;
    metrics::counter unknown;
    std::uint64_t older_told = 0;
    std::uint64_t unreadable_told = 0;
  };

  explicit stream_state(inner_stream_actor::pointer owner) : self(owner) {}

  inner_stream_actor::behavior_type start(const stream_wiring& with, snapshot<k8s::kind> which,
                                          std::string ns);

  void on_time(purpose why);
  void queue_up();
  void go();
  void ask_page();
  void open_watch();
  /// Opens a watch that begins with everything there is.
  void open_stream();
  k8s::stream_events to_self();

  void on_page(page_read& news);
  void on_list_failed(const fault& why);
  void on_opened(const watch_opened& news);
  void on_told(watch_told& news);
  /// @returns false after one that ends the watch.
  bool take_all(std::vector<k8s::decoded<k8s::watch_event>>& events);
  void on_event(k8s::watch_event& event);
  /// The same before the end of a streamed snapshot.
  void on_initial(k8s::watch_event& event);
  void on_snapshot_end(std::uint64_t reached);
  /// More of a streamed snapshot has to come within a time from now.
  void await_the_rest();
  /// That time may be over.
  void on_silence();
  /// Forgets what a streamed snapshot has told so far.
  void drop_snapshot();
  /// A streamed snapshot that has come to nothing.
  void on_stream_failed(const fault& why);
  /// Asks whether the server has gone back, e.g. to a backup: it tells a watch that begins ahead of
  /// it nothing, not even a bookmark.
  void compare_versions();
  void on_compared(const page_read& news);
  void on_error_event(const k8s::status& what);
  void on_ended(const watch_ended& news);
  /// Begins anew at once what was cut short because the client has renewed what lets it in.
  void on_renewed();
  void on_follow(const caf::actor& wisher);

  const listener_actor& listen(const caf::actor& who);
  /// Lists again as soon as it is our turn.
  void relist(const fault& why);
  /// The same, if all is well; else the next snapshot is not far.
  void list_anew();
  /// All that there is has been staged. @returns what comes next.
  step take_over();
  /// Goes on with `next` after a pause that fits the fault.
  void back_off(const fault& why);
  /// Gives up the exchange under way; what still arrives of it is ignored.
  void hang_up();
  void advance(std::uint64_t to);
  void note(bool synced, const std::string& trouble_now, bool denied = false);
  void note_change(const snapshot<k8s::projection>& before, const snapshot<k8s::projection>& now,
                   bool with_most);
  /// Tells what has been noted.
  void tell();
  /// The same, and waits until it has been taken over.
  void tell_and_wait();
  void on_taken_over(std::uint64_t in_round, const caf::actor_addr& by);
  void read_on();
  void start_counting();
  void count_relist(const fault& why);
  void count_discards();
  /// What is told from now on has still to be taken over.
  void begin_lag();
  void end_lag();
  bool from_last_version() const { return !version.empty() && !version_unusable; }
  bool streams() const;  ///< whether the next snapshot is to be streamed
  fault unended() const; ///< a watch that has ended before its snapshot did
  description describe_self();

  inner_stream_actor::pointer self;
  stream_wiring wiring;
  snapshot<k8s::kind> kind;
  scope where;
  std::optional<mirror> held;
  std::vector<listener_actor> listeners;

  phase now = phase::queued;
  step next = step::snapshot;
  timers<purpose, 4> clock;
  std::uint64_t round = 0; ///< names the exchange under way
  listing list;
  std::unique_ptr<k8s::stream> watch;
  std::string version;           ///< the last one heard of
  bool version_unusable = false; ///< the server is behind it, or no longer reaches back to it
  bool doubtful = false;         ///< whether the server is still where it was, e.g. after a failure
  bool staging = false;          ///< the watch has not told all there is yet
  bool heard = false;            ///< the watch has told something
  bool was_absent = false;       ///< the server has not known the kind since the last snapshot
  std::size_t pieces = 0;        ///< of the watch, told but not taken over
  std::vector<object_change> untold;
  std::multiset<caf::actor_addr> behind; ///< listeners that have not taken over the end of one
  index::instant asked_at{};             ///< for the snapshot under way
  index::instant opened_at{};
  index::instant told_at{}; ///< of a streamed snapshot, the latest part
  index::instant failed_at{};
  std::optional<index::instant> lagging_since;
  index::instant renewed_at{};                 ///< when a watch was last cut short for that
  std::optional<index::instant> failing_since; ///< of 500s within watches
  std::optional<index::instant> lists_until;   ///< no snapshot is streamed before
  std::uint32_t failures = 0;                  ///< forgiven after two calm minutes
  std::uint32_t broken_streams = 0;            ///< of snapshots, in a row
  std::string trouble;
  counts count;
  series measured;
};

/// What to spawn: `stream_state` as an actor. @param ns The namespace to watch; empty: all.
inner_stream_actor::behavior_type
watch_stream(inner_stream_actor::stateful_pointer<stream_state> self, const stream_wiring& with,
             snapshot<k8s::kind> which, std::string ns);

std::string_view to_string(stream_state::phase what);

} // namespace weft
