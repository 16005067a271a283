#pragma once

#include "actors/admission.hpp"
#include "actors/runtime/deliver_to.hpp"

#include <cstdint>
#include <memory>
#include <utility>

/// What comes back from the node, as messages.
namespace weft::cni {

/// exchanged::answer for whatever was asked.
template <class T>
struct answer : record {
  explicit answer(T what) : got(std::move(what)) {}
  T got;
};

template <class T>
const T& got(const exchanged& news) {
  return as<answer<T>>(news.answer).got;
}

/// A completion that sends `exchanged`.
/// @param held Let go of before that.
template <class T>
auto tell_answer(const caf::local_actor* to, std::uint64_t ticket,
                 std::shared_ptr<const void> held = nullptr) {
  return [tell = deliver_to<exchanged>(to), ticket, held = std::move(held)](T what) mutable {
    held.reset();
    tell({ticket, std::make_shared<const answer<T>>(std::move(what))});
  };
}

} // namespace weft::cni
