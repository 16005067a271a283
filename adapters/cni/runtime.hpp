#pragma once

#include "protocol/cni/sandbox.hpp"
#include "protocol/fault.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::cni {

/// Who serves the node's containers. @see cni.md 7.2
struct runtime_version {
  std::string name;    ///< "containerd"
  std::string version; ///< its own
  std::string api;     ///< what is spoken with it: "v1" or "v1alpha2"

  bool operator==(const runtime_version&) const = default;
};

/// Which sandboxes are asked for. All that is given must fit; nothing given: every one.
struct sandbox_query {
  std::string uid; ///< as the runtime knows it
  std::string ns;
  std::string name;
};

/// What a runtime tells by itself, on a thread of its own, one at a time, never from within a call.
struct runtime_events {
  /// Something of this sandbox has come, started, stopped or gone; empty: it does not say of which.
  std::function<void(std::string sandbox)> on_change;
  /// Exactly once, unless the stream is destroyed first. errc::refused: this runtime does not tell
  /// events, which many do not; errc::unreachable: it broke off.
  std::function<void(fault)> on_end;
};

/// A stream of events. Destroying it ends it, and nothing is told any more.
class event_stream {
public:
  virtual ~event_stream() = default;
};

/// The container runtime of this node, over its CRI socket. Knows connections, both versions of the
/// interface and their words; knows nothing of order or retries (the session actor does). Each call
/// has 5 s. A connection that breaks is made again when the next call asks for it, at most once a
/// second: until then calls fail at once. Any thread. @see cni.md 7
///
/// Completions come exactly once, on a thread of its own, never from within the call; none comes
/// after the runtime has been destroyed. errc::unreachable: nobody answers, or not in time;
/// errc::not_found: no such sandbox; errc::forbidden: we may not ask; errc::refused: neither
/// version of the interface is spoken; errc::malformed: more than 16 MiB, or no answer to this.
class container_runtime {
public:
  template <class T>
  using completion = std::function<void(result<T>)>;

  virtual ~container_runtime() = default;

  virtual void ask_version(completion<runtime_version> done) = 0;
  /// Sandboxes as they are listed: `mode` and `netns` are not told there, and `trouble` says so.
  virtual void list_sandboxes(sandbox_query which, completion<std::vector<sandbox>> done) = 0;
  /// All of one sandbox. One whose namespace the runtime does not name is no fault: `netns` is
  /// empty then, and `trouble` says why.
  virtual void inspect_sandbox(std::string id, completion<sandbox> done) = 0;
  virtual std::unique_ptr<event_stream> follow(runtime_events events) = 0;
};

} // namespace weft::cni
