#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/kactus.hpp"
#include "protocol/cni/netns_view.hpp"
#include "protocol/cni/network_object.hpp"
#include "protocol/cni/sandbox.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
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
  verb what = verb::add;  ///< ADD or DEL
  bool permanent = false; ///< nothing is to be expected of time alone
  std::string reason;     ///< CamelCase
  std::string message;    ///< why it failed, for people
  std::string container;  ///< the sandbox it was for; another one is tried at once
  std::string digest;     ///< of an ADD: of the element that failed, likewise
  std::string config;     ///< of an ADD: of the configuration that failed, likewise

  bool operator==(const resting&) const = default;
};

/// What rests, by interface and by what of it has failed.
using resting_tries = std::map<std::pair<std::string, verb>, resting>;

/// Something that people should hear of, about a Pod. @see cni.md 3
struct occurrence {
  bool warning = false;
  std::string reason; ///< CamelCase
  std::string note;
  std::string interface {}; ///< it is about; empty: all of the Pod

  bool operator==(const occurrence&) const = default;
};

/// All that the node says of one Pod: the body of an observation. @see cni.md 8.3.1
struct node_view : record {
  std::string boot_id;
  bool runtime_answers = true; ///< false: `sandboxes` is not known
  /// Of the Pod, whatever their state; where none bears its uid, those of its name, be they those
  /// of a static Pod, which the runtime knows by another uid, or of another life of it.
  std::vector<sandbox> sandboxes;
  std::vector<attachment_record> records;
  std::vector<torn_record> torn; ///< of the Pod, by their names
  /// What each path is: those of sandboxes and those in records, nothing else.
  std::map<std::string, netns_view> namespaces;
  /// The node's own interfaces that results in `records` name as the host's.
  std::vector<interface_view> host;
  std::vector<kactus_attachment> by_kactus; ///< to the current sandbox, whoever knows of it
  resting_tries at_rest;                    ///< of what has no record too
};

/// What the node knows whatever is asked: the inventory of this domain.
struct node_inventory : record {
  std::vector<std::string> targets;      ///< of the Pods that records speak of
  std::vector<config_file> config_files; ///< of the CNI configuration directory, by name
};

} // namespace weft::cni
