#pragma once

#include "tests/cluster/installation.hpp"

#include <string>

namespace weft::tests {

/// One weft, with watches short enough for a test, and one object that is Ready.
struct one_weft {
  one_weft() {
    here.make_namespace("ns1");
    weft = &here.start({"--kubernetes-watch-timeout=5s"});
    place("first");
  }

  /// Creates a VelocloudBP and waits until its rule stands.
  void place(const std::string& name) {
    here.create("ns1", name);
    here.await_ready("ns1", name);
  }

  installation here;
  controller* weft = nullptr;
};

} // namespace weft::tests
