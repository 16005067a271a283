#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/watch/index.hpp"
#include "tests/deterministic.hpp"
#include "tests/unit/actors/k8s_script.hpp"

#include <memory>
#include <string>
#include <vector>

/// A kind, its objects on the wire, and somebody who listens.
namespace weft::testing {

/// Namespaced; an object whose spec is a text cannot be read.
k8s::kind note_kind(const std::string& name = "Note");

/// An object in namespace "ns", its uid "u-<name>" unless given.
std::string object(const std::string& name, int version, std::string uid = {},
                   const std::string& spec = "{}");
std::string event(const std::string& type, const std::string& object);
std::string bookmark(int version);
/// An ERROR event.
std::string error_event(int code, const std::string& reason);
std::string list(int version, const std::vector<std::string>& items,
                 const std::string& continue_token = {});
/// The body of a Status.
std::string status(int code, const std::string& reason);

/// What a listener has heard, in short words: "+a@1" new, "~a@2" changed, "-a@2" gone,
/// "synced", "unsynced" or "trouble" about the kind.
using heard_words = std::vector<std::string>;

listener_actor::behavior_type listener(listener_actor::pointer self, heard_words* heard);

/// What outlives the actors of a test.
struct watched_ground {
  std::shared_ptr<scripted_server> server = std::make_shared<scripted_server>();
  weft::index objects;
  surroundings world;
  double spread = 0.5;
  heard_words heard;
};

/// A scripted API server and a world whose clock is the actors'.
struct watched_cluster : watched_ground, deterministic_actors {
  watched_cluster();

  /// How often requests of this beginning were sent, queries included.
  std::size_t asked(const std::string& beginning) const;
  /// Empties what was heard.
  heard_words take_heard();
  std::string state_of(const caf::actor& who);
  std::string detail_of(const caf::actor& who, const std::string& name);
};

} // namespace weft::testing
