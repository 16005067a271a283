#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace weft::k8s {

/// One request to an API server.
struct request {
  std::string method = "GET";
  std::string target; ///< path and query, percent-encoded
  std::string accept = "application/json";
  std::string content_type; ///< empty: no body
  std::string body;
  std::chrono::milliseconds deadline{}; ///< connecting included; zero: the client's usual one
  bool apart = false; ///< waits behind no other request: has a connection of its own
};

/// The answer as it came; a `Status` with a code is an answer too.
struct response {
  int status = 0;
  std::string body;
  std::chrono::milliseconds retry_after{}; ///< of the header; zero: absent
  std::vector<std::string> warnings;       ///< texts of Warning: 299 headers
};

} // namespace weft::k8s
