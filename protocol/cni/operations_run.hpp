#pragma once

#include "protocol/cni/chain_run.hpp"
#include "protocol/cni/node_view.hpp"
#include "protocol/cni/operation.hpp"
#include "protocol/cni/setbacks.hpp"
#include "protocol/k8s/micro_time.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// The smallest thing that is done for a Pod: one call of the node.
struct node_step {
  enum class kind : std::uint8_t {
    write,             ///< `subject` to its file, synced; take(done)
    remove,            ///< `file`, synced; take(done)
    set_aside,         ///< a copy of `file`; take(done)
    end_survivors,     ///< the process group of `subject`, and wait until it is gone; take(done)
    versions,          ///< of the plugins `types`, which may be known already; take_versions()
    run,               ///< `call`; while it runs, `subject` with its process group is on disk;
                       ///< take(execution)
    look,              ///< at the node's interfaces `names`; take_host()
    forget_group,      ///< what was noted as running for `subject` has ended; take(done)
    forget_collecting, ///< what was noted as running for no record has ended; take(done)
    route, ///< the default route of the namespace of `subject` through its interface and
           ///< `subject.default_route`; take(done). @see cni.md 1.2
  };

  kind what = kind::write;
  attachment_record subject;
  std::string file;
  std::vector<std::string> types;
  invocation call;
  std::vector<std::string> names;
};

/// How an operation has ended.
struct operation_outcome {
  operation what;
  bool done = false;              ///< what it is for has been achieved
  std::optional<setback> trouble; ///< why not; nothing although not done: it was left out
};

/// Carries out the operations of one Pod: says what is to be done next on the node, and is told
/// what came of it. Exactly one `take` answers each step. @see cni.md 8.2, 8.3
class operations_run {
public:
  /// @param how Outlives it. @param now For the records that are made.
  operations_run(const std::vector<operation>& all, const settings& how, k8s::micro_timestamp now);

  /// What is to be done now; nothing: all is done.
  std::optional<node_step> next() const;

  void take(const fault* trouble); ///< null: it is done
  void take(const execution& came);
  /// @param spoken Per type; an empty list: the plugin does not say.
  void take_versions(const std::vector<std::vector<std::string>>& spoken);
  void take_host(const std::vector<interface_view>& host);

  /// The operation under way; null: all is done.
  const operation* under_way() const { return all_.empty() ? nullptr : &all_.front(); }
  /// Where its plugins are searched: the value of CNI_PATH.
  const std::string& search_path() const { return path_; }
  /// How many have not begun.
  std::size_t waiting() const { return all_.empty() ? 0 : all_.size() - 1; }
  /// The operations that have ended, in their order.
  const std::vector<operation_outcome>& outcomes() const { return ended_; }
  /// What people should hear of them.
  const std::vector<occurrence>& news() const { return news_; }

private:
  enum class stage : std::uint8_t {
    begin,       ///< of something that is one step
    negotiating, ///< which version the plugins speak
    readying,    ///< its plugins are asked whether they are ready
    noting,      ///< the record of what is about to be done is being written
    running,
    looking,    ///< at the node's end of what an ADD has made
    routing,    ///< the default route is being moved
    cleaning,   ///< DEL after a failed ADD
    releasing,  ///< IPAM alone
    closing,    ///< the record of what has come of it is being written, or removed
    collecting, ///< GC
    forgetting, ///< what ran changed no record, and is still said to run
  };

  const operation& doing() const { return all_.front(); }
  node_step step_of_stage() const;
  void start();
  void run_chain(verb what, stage as);
  void call(std::vector<invocation> all, stage as);
  void take_noted();
  void take_ran();
  void take_ready(const execution& came);
  void take_collected(const execution& came);
  void on_added();
  void on_add_failed();
  void take_routed(const fault* trouble);
  void clean();
  void on_checked();
  void on_detached();
  void close(phase at);
  void close_without_record();
  void close_failed();
  void fail(plugin_error why);
  void finish(bool done);
  void tell(bool warning, std::string_view why, const std::string& more);

  std::deque<operation> all_;
  const settings& how_;
  std::string path_;
  k8s::micro_timestamp now_;
  stage at_ = stage::begin;
  attachment_record subject_; ///< as it is on disk, or about to be
  network_plan network_;
  std::optional<chain_run> chain_;
  std::deque<invocation> calls_;   ///< that are no chain of an attachment
  bool removes_ = false;           ///< `closing` takes the record away
  std::optional<setback> trouble_; ///< of the operation under way
  std::set<std::string> failed_;   ///< interfaces of operations that have not been done
  bool stuck_ = false;             ///< something still runs: nothing else may
  std::vector<operation_outcome> ended_;
  std::vector<occurrence> news_;
};

} // namespace weft::cni
