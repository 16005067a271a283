#pragma once

#include "actors/watch/stream.hpp"
#include "tests/unit/actors/watch/watched.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace weft::testing {

inline const std::string collection = "/apis/weft.test/v1/notes";

/// One stream of notes in all namespaces, with one listener. Snapshots are lists unless a test says
/// otherwise before the start.
struct one_stream : watched_cluster {
  one_stream() {
    wiring.server = server;
    wiring.objects = &objects;
    wiring.board = std::make_shared<sources>();
    wiring.queue = std::make_shared<turns>(100, std::chrono::milliseconds{1});
    wiring.world = &world;
    wiring.pace.stream = false;
    wiring.board->expect({"Note", ""});
    ear = listen(&heard);
  }

  caf::actor listen(heard_words* where) {
    return caf::actor_cast<caf::actor>(spawn(listener, where));
  }

  void start() {
    const auto typed = spawn(watch_stream, wiring, take_snapshot(note_kind()), std::string{});
    subject = caf::actor_cast<caf::actor>(typed);
    caf::anon_send(typed, follow{ear, {}});
    settle();
  }

  /// Starts with these items at version 10 and an open watch; nothing of it counts as heard.
  void start_with(const std::vector<std::string>& items) {
    server->answer(200, list(10, items));
    start();
    server->last_watch().open();
    settle();
    REQUIRE(state_of(subject) == "watching");
    heard.clear();
    server->calls.clear();
  }

  void say(const std::vector<std::string>& lines) {
    server->last_watch().say(lines);
    settle();
  }

  void end(result<void> how = {}) {
    server->last_watch().end(std::move(how));
    settle();
  }

  const std::string& last_call() const { return server->calls.back().target; }
  std::size_t watches() const { return server->watches.size(); }
  std::string watched_from() const {
    const auto& target = server->watches.back()->asked.target;
    const auto at = target.find("resourceVersion=") + 16;
    return target.substr(at, target.find('&', at) - at);
  }

  stream_wiring wiring;
  caf::actor ear;
  caf::actor subject;
};

} // namespace weft::testing
