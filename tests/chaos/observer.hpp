#pragma once

#include "tests/cluster/installation.hpp"

#include <fstream>
#include <string>
#include <vector>

namespace weft::tests {

/// The independent observer of an installation: a process that looks at both sides all the time,
/// through no weft, is told what users were promised, and judges. @see testing-kubernetes.md 8
class observer {
public:
  /// Starts it; it looks on until it is destroyed.
  explicit observer(const installation& here);

  /// The API server has acknowledged a write with this object.
  void hear_of(const json::value& object);
  void hear_of_deletion(const std::string& uid);

  /// All is calm now and has to stay so for some seconds. @returns which promises were broken since
  /// the beginning, in words; fails the test when no judgement comes.
  std::vector<std::string> judgement();

private:
  void tell(const json::value& what);

  std::ofstream acknowledged_;
  int judgements_ = 0;
  child process_;
};

} // namespace weft::tests
