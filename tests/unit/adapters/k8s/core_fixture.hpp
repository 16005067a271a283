#pragma once

#include "tests/contract/k8s/core_peer.hpp"
#include "tests/contract/k8s/support.hpp"

#include <string>

namespace weft::k8s::server {

/// A core on a clock of the test's, with config maps as its objects.
struct core_fixture : contract::core_peer {
  explicit core_fixture(core_settings how = {}) : core_peer(std::move(how)) {}

  static inline const std::string all = "/api/v1/namespaces/default/configmaps";

  contract::reply make(const char* name) {
    return contract::post(*this, all,
                          json::value::of({{"metadata", json::value::of({{"name", name}})}}));
  }

  /// The raw answer of the core.
  answer ask(const std::string& target, const std::string& token = "") {
    call what;
    const auto mark = target.find('?');
    what.path = target.substr(0, mark);
    what.query = mark == target.npos ? "" : target.substr(mark + 1);
    what.token = token;
    return core.handle(what, now);
  }
};

} // namespace weft::k8s::server
