#pragma once

#include "protocol/json/value.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::k8s::contract {

/// One request of the suite.
struct ask {
  std::string method = "GET";
  std::string target;
  json::value body; ///< null: none
  std::string content_type = "application/json";
  std::string accept = "application/json";
  std::string text; ///< sent instead of `body` when not empty
};

struct reply {
  int status = 0;
  json::value body; ///< null when it is no JSON
  std::vector<std::string> warnings;
};

/// A watch of the suite. Dropping it closes the connection.
class watching {
public:
  virtual ~watching() = default;
  /// The next event, or nothing once the server has ended the watch or has been silent for long.
  virtual std::optional<json::value> next() = 0;
};

/// An API server that the suite talks to as its administrator: the simulator's core, the simulator
/// over sockets, or a real kube-apiserver.
class peer {
public:
  virtual ~peer() = default;
  virtual reply send(const ask& what) = 0;
  virtual std::unique_ptr<watching> watch(const std::string& target,
                                          const std::string& accept = "application/json")
    = 0;
  /// Called while waiting for something that a real server does in its own time.
  virtual void wait_a_little() = 0;
};

/// One promise of kube-apiserver, as a sentence.
struct contract_case {
  const char* name;
  void (*holds)(peer& with);
};

/// Every case works in a namespace and with definitions of its own and leaves others alone, so
/// that all can run against one server in any order. @see kubernetes.md 3, 4, 7, 16
const std::vector<contract_case>& apiserver_cases();

} // namespace weft::k8s::contract
