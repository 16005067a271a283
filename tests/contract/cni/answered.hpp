#pragma once

#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace weft::cni::testing {

/// Asks, and waits as long as the peer lets anything happen. Fails the test when no answer comes.
/// @param peer Whoever can `wait`.
template <class T, class Peer>
T answered(Peer& peer, const std::function<void(std::function<void(T)>)>& ask) {
  auto got = std::make_shared<std::optional<T>>();
  auto come = std::make_shared<std::atomic<bool>>(false);
  ask([got, come](T what) {
    *got = std::move(what);
    *come = true;
  });
  REQUIRE(peer.wait([come] { return come->load(); }));
  return **got;
}

} // namespace weft::cni::testing
