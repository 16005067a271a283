#pragma once

#include "actors/admission.hpp"
#include "adapters/aci/client.hpp"
#include "protocol/aci/answers.hpp"
#include "protocol/aci/events.hpp"

#include <caf/local_actor.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

/// What comes back from an APIC, as messages: read on the I/O thread, told to an actor.
namespace weft::aci {

/// exchanged::answer for a request.
struct answer_record : record {
  explicit answer_record(answered<reply> what) : got(std::move(what)) {}
  answered<reply> got;
};

/// exchanged::answer for what an event socket tells.
struct socket_record : record {
  enum class kind : std::uint8_t {
    open,
    frame,
    noise, ///< something that does not read: events may have been missed
    end,
  };
  kind what = kind::open;
  std::uint64_t life = 0;    ///< of the session, for which the socket was opened
  std::vector<event> events; ///< of a frame
  bool damaged = false;      ///< not all of the frame could be read
  fault why;                 ///< of noise and of the end
};

/// "apic GET /api/mo/uni/tn-T.json": the exchange, for faults. @param what Not of a socket.
std::string name_of(const call& what);

/// A completion that reads the answer and sends `exchanged` with an `answer_record`.
/// @param turn Given back before that. @see sole_writes
client::completion tell_answer(const caf::local_actor* to, std::uint64_t ticket, std::string where,
                               std::shared_ptr<const void> turn = nullptr);

/// Events that become `exchanged` with a `socket_record`, under ticket zero.
socket_events tell_words(const caf::local_actor* to, std::uint64_t life);

} // namespace weft::aci
