#pragma once

#include "protocol/condition.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::k8s::server {

using watch_id = std::uint64_t;

/// One request as the API server sees it, transport taken off.
struct call {
  std::string method = "GET";
  std::string path;  ///< "/api/v1/namespaces", percent-encoded as on the wire
  std::string query; ///< without the question mark, percent-encoded
  std::string accept = "application/json";
  std::string content_type;
  std::string body;
  std::string token;      ///< of `Authorization: Bearer`, empty: none
  std::string user;       ///< of a trusted client certificate; wins over the token
  std::string user_agent; ///< its first word names the field manager when none is given
};

/// How the carrier has to behave.
enum class manner : std::uint8_t {
  proper, ///< answer as HTTP says
  drop,   ///< close the connection without an answer
  stall,  ///< never answer, keep the connection
  raw,    ///< send `answer::body` as it is, not as HTTP, and close
};

/// The answer, or the beginning of a watch.
struct answer {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<watch_id> watch;  ///< the body goes on: lines follow through the sink
  std::vector<std::string> lines; ///< of a watch: the first ones, without line ends
  manner how = manner::proper;
};

/// What happens on a watch after its beginning.
enum class watch_event : std::uint8_t {
  line, ///< one more line, without its end
  raw,  ///< bytes that are no line, to be sent as they are
  end,  ///< the body ends properly; the id is free
  drop, ///< the connection breaks; the id is free
};

/// A query, decoded. The first of equal names wins.
using parameters = std::map<std::string, std::string, std::less<>>;
parameters read_query(std::string_view query);

} // namespace weft::k8s::server
