#pragma once

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/local_actor.hpp>
#include <caf/send.hpp>

#include <utility>

namespace weft {

/// Returns a callback that turns a completion on an I/O thread into a message to `self`. Holds the
/// actor weakly: a late completion for a dead actor is dropped.
template <class Message>
auto deliver_to(const caf::local_actor* self) {
  return [to = self->address()](Message msg) {
    if (auto hdl = caf::actor_cast<caf::actor>(to))
      caf::anon_send(hdl, std::move(msg));
  };
}

} // namespace weft
