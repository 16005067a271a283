#pragma once

#include "protocol/cni/invocation.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/micro_time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// Which annotation an attachment comes from. @see cni.md 1
enum class source : std::uint8_t {
  kaloom, ///< `networks`
  npwg,   ///< `k8s.v1.cni.cncf.io/networks`
};

std::string_view to_string(source which);

/// How far an attachment has come. @see cni.md 8.2
enum class phase : std::uint8_t {
  adding,   ///< before the first plugin runs, until the last has succeeded
  attached, ///< there is a result
  deleting, ///< a DEL is to be done, or done again
  detached, ///< nothing is left of it but, perhaps, its entry in the status annotation
};

std::string_view to_string(phase how_far);

/// One attachment of ours as it is kept on disk: all that is needed to take it away again, whatever
/// has become of the Pod, its annotation and the network object. @see cni.md 5.8, 8.2
struct attachment_record {
  // What libcni keeps as well.
  std::string container_id; ///< the sandbox
  std::string interface;    ///< name within the sandbox
  std::string network_name; ///< CNI name of the network
  std::string netns;        ///< the path that the plugins were given; empty: none
  std::string config;       ///< the list or plugin, byte for byte as used
  string_list_pairs args;   ///< of CNI_ARGS, in their order
  json::value capabilities; ///< all that were given; null: none
  json::value result;       ///< of the last ADD; null: there is none

  // What is ours.
  phase at = phase::adding;
  std::string pod_uid;     ///< as the API server knows it
  std::string runtime_uid; ///< as the runtime knows it; another one for a static Pod
  std::string pod_namespace;
  std::string pod_name;
  std::string network; ///< the network object: "ns/name"
  source from = source::npwg;
  std::string digest;           ///< of all that the element asks for
  std::uint64_t netns_dev = 0;  ///< 0: not known
  std::uint64_t netns_ino = 0;  ///< 0: not known
  std::string host_master;      ///< master of the host's end right after ADD; empty: it had none
  std::int64_t group = 0;       ///< process group of the plugin under way; 0: none
  std::uint64_t group_born = 0; ///< start time of its leader, field 22 of /proc/<pid>/stat
  std::vector<std::string>
    default_route; ///< gateways that the Pod's is to lead to; empty: as it is
  std::string boot_id;
  k8s::micro_timestamp created{};
  std::uint64_t order = 0;    ///< within the Pod: what was attached later has a higher one
  std::uint32_t attempts = 0; ///< of what `at` says, that have failed in a row
  std::string last_error;

  bool operator==(const attachment_record&) const = default;
};

/// The JSON of a record, which libcni reads as well. @see cni.md 5.8
std::string encode(const attachment_record& what);

/// @returns errc::malformed for what is no whole record, or none of ours: without `agent`, of
///          another kind or version, or with names that may not reach a plugin or a path.
result<attachment_record> decode_record(std::string_view text);

/// What a record's file is called, and what such a name says when the file does not.
struct record_name {
  std::string pod_uid;
  std::string container_id;
  std::string interface;

  auto operator<=>(const record_name&) const = default;
};

record_name name_of(const attachment_record& what);

/// "<pod UID>-<sandbox id>-<interface>.json". @see cni.md 8.2
std::string to_string(const record_name& name);

/// Reads a file's name back: 36 characters of uid, and an id up to the next "-". Nothing when it is
/// none, or holds what no plugin may see. @see cni.md 8.2
std::optional<record_name> read_record_name(std::string_view file);

/// What libcni would call the file: "<network name>-<container id>-<interface>".
std::string libcni_name(const attachment_record& what);

} // namespace weft::cni
