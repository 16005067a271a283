#pragma once

#include "actors/admission.hpp"
#include "adapters/avi/client.hpp"

#include <caf/local_actor.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

/// What comes back from a controller, as messages: read on the I/O thread, told to an actor.
namespace weft::avi {

/// exchanged::answer for a request.
struct answer_record : record {
  explicit answer_record(wire::answered<json::value> what) : got(std::move(what)) {}
  wire::answered<json::value> got;
};

/// exchanged::answer for a collection.
struct listing_record : record {
  explicit listing_record(wire::answered<wire::collected> what) : got(std::move(what)) {}
  wire::answered<wire::collected> got;
};

/// A completion that sends `exchanged` with an `answer_record`.
/// @param turn Given back before that. @see sole_writes
client::completion tell_answer(const caf::local_actor* to, std::uint64_t ticket,
                               std::shared_ptr<const void> turn = nullptr);

/// The same with a `listing_record`.
client::listing tell_listing(const caf::local_actor* to, std::uint64_t ticket);

/// A callback that sends `exchanged` without an answer.
std::function<void()> tell_end(const caf::local_actor* to, std::uint64_t ticket);

} // namespace weft::avi
