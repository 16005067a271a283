#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/netns_view.hpp"
#include "protocol/cni/sandbox.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// A record's file that does not read. @see cni.md 8.2
struct torn_record {
  std::string file;                ///< its name within the directory
  std::optional<record_name> name; ///< what that says; nothing: it says nothing
  std::string trouble;             ///< for people

  bool operator==(const torn_record&) const = default;
};

/// An attachment that has failed and is not to be tried again yet. @see cni.md 5.6, 8.1.4
struct resting {
  bool permanent = false; ///< nothing is to be expected of time alone
  std::string reason;     ///< CamelCase
  std::string message;    ///< why it failed, for people
  std::string digest;     ///< of the element that failed: another one is tried at once
  std::string config;     ///< digest of the configuration that failed, likewise
  std::string sandbox;    ///< to which, likewise; empty: whichever

  bool operator==(const resting&) const = default;
};

/// All that the node says of one Pod: the body of an observation. @see cni.md 8.3.1
struct node_view : record {
  std::string boot_id;
  bool runtime_answers = true;    ///< false: `sandboxes` is not known
  std::vector<sandbox> sandboxes; ///< of the Pod, whatever their state
  std::vector<attachment_record> records;
  std::vector<torn_record> torn;
  /// What each path is: those of sandboxes and those in records, nothing else.
  std::map<std::string, netns_view> namespaces;
  /// The node's own interfaces that results in `records` name as the host's.
  std::vector<link> host;
  /// By interface; of what is not yet a record too.
  std::map<std::string, resting> at_rest;
};

/// What the node knows of all Pods: the inventory of this domain.
struct node_inventory : record {
  std::vector<std::string> targets; ///< of the Pods that records speak of
};

} // namespace weft::cni
