#pragma once

#include "protocol/json/value.hpp"
#include "tests/cluster/listed_rule.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::tests {

/// Both sides at one moment: the rules were read between two lists of the objects.
struct look {
  json::array before;             ///< all VelocloudBP objects …
  std::vector<listed_rule> rules; ///< … then the VCO's rules …
  json::value counters;           ///< … and what it has counted …
  json::array after;              ///< … then the objects again
};

/// What an onlooker has seen of users, Kubernetes and a VCO, and what of it breaks a promise. No
/// clock and no I/O; knows nothing of how weft works. Each violation begins with the promise's
/// name: "I3: …".
class books {
public:
  /// A write of a user's that the API server has acknowledged with this object. The port of each
  /// write differs from all others of its object.
  void acknowledged(const json::value& object);
  /// The deletion of the object of this uid has been acknowledged.
  void deleted(const std::string& uid);
  void seen(const look& now);

  /// Everything has been calm up to and with this look: whatever was ever asked for must be so now.
  void judge(const look& now);
  /// Nobody has asked for anything between two looks. @param most_calls to the VCO meanwhile
  void judge_quiet(const look& first, const look& last, std::int64_t most_calls);

  const std::vector<std::string>& violations() const { return violations_; }
  std::size_t writes() const { return writes_; }

private:
  struct life {
    std::string key; ///< "ns/name", as its rule is called with a dot
    bool over = false;
    std::map<std::int64_t, std::int64_t> generations; ///< by the port they ask for
    std::int64_t newest = 0;                          ///< acknowledged
    std::vector<std::int64_t> shown; ///< ports its rule was seen with, each once in a row
  };

  void learn(const json::value& object);
  void watch_status(const look& now);
  void watch_counters(const json::value& counters);
  void judge_order();
  void say(std::string what);

  std::map<std::string, life> lives_; ///< by uid
  std::vector<std::string> violations_;
  std::size_t writes_ = 0;
};

} // namespace weft::tests
