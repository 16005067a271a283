#pragma once

#include "protocol/avi/wire/refusal.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What a controller answers, as values. Pure and total: whatever the bytes are, they are
/// understood or refused. @see avi.md 2, 3, 13
namespace weft::avi::wire {

/// Reads the answer to any call but a log-in.
/// @returns the body of a success, null where it has none; setback::transient with errc::malformed
///          for a success that is no JSON, be it a web page or cut off; else as of judge().
answered<json::value> read_reply(const call& what, int status, std::string_view body);

/// One object that was asked for, or what became of one that was written.
/// @returns errc::malformed unless it is an object with a uuid.
result<json::value> read_one(const json::value& from);

/// Where the controller's cluster stands. @see avi.md 2.11
struct cluster_runtime {
  std::string state;    ///< "CLUSTER_UP_NO_HA"
  std::string leader;   ///< name of the leading node; empty: there is none
  std::string up_since; ///< of the leader, as it is written there

  bool operator==(const cluster_runtime&) const = default;
};

/// @returns errc::malformed when it tells no state.
result<cluster_runtime> read_runtime(const json::value& from);
/// Whether the controller can be worked with.
bool is_usable(const cluster_runtime& what);

/// The controller's version of `/api/initial-data`: "22.1.2".
/// @returns errc::malformed when there is none.
result<std::string> read_version(const json::value& from);

/// "ENTERPRISE", "BASIC" … of `/api/systemconfiguration`; empty: not said.
std::string read_license_tier(const json::value& from);

/// The uuid of `/api/cluster`; errc::malformed when there is none.
result<std::string> read_cluster_uuid(const json::value& from);

/// The domains of a cloud's DNS profile, as they are written there.
/// @returns errc::malformed when there is no list.
result<std::vector<std::string>> read_domains(const json::value& from);

/// One API token. Holds a secret. @see avi.md 2.4
struct api_token {
  std::string uuid;
  std::string token; ///< empty where it is only listed
  std::string expires_at;
};

/// The tokens of `/api/user-token`; of one that was just made, that one.
/// @returns errc::malformed when it is neither a list nor a token.
result<std::vector<api_token>> read_tokens(const json::value& from);

} // namespace weft::avi::wire
