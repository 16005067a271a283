#pragma once

#include "protocol/messages.hpp"

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/error.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/type_id.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The one place where a struct of protocol/messages.hpp becomes a message. All stay within the
/// process, so none is ever serialised; printing is by name.
namespace weft {

/// Answer to `call_roll`. The children answer `describe`.
struct roll {
  std::vector<caf::actor> living;
  std::vector<description> dead; ///< waiting for another life, or quarantined
};

inline std::string to_string(const announce&) {
  return "announce";
}
inline std::string to_string(const api_answer&) {
  return "api_answer";
}
inline std::string to_string(const api_call&) {
  return "api_call";
}
inline std::string to_string(const call_roll&) {
  return "call_roll";
}
inline std::string to_string(const commit&) {
  return "commit";
}
inline std::string to_string(const committed&) {
  return "committed";
}
inline std::string to_string(const contribute&) {
  return "contribute";
}
inline std::string to_string(const count_off&) {
  return "count_off";
}
inline std::string to_string(const counted&) {
  return "counted";
}
inline std::string to_string(const describe&) {
  return "describe";
}
inline std::string to_string(const description&) {
  return "description";
}
inline std::string to_string(const exchanged&) {
  return "exchanged";
}
inline std::string to_string(const intent_recorded&) {
  return "intent_recorded";
}
inline std::string to_string(const learn&) {
  return "learn";
}
inline std::string to_string(const learned&) {
  return "learned";
}
inline std::string to_string(const look_again&) {
  return "look_again";
}
inline std::string to_string(const object_gone&) {
  return "object_gone";
}
inline std::string to_string(const object_seen&) {
  return "object_seen";
}
inline std::string to_string(const observe&) {
  return "observe";
}
inline std::string to_string(const observed&) {
  return "observed";
}
inline std::string to_string(const probe&) {
  return "probe";
}
inline std::string to_string(const probed&) {
  return "probed";
}
inline std::string to_string(const record_intent&) {
  return "record_intent";
}
inline std::string to_string(const respawn&) {
  return "respawn";
}
inline std::string to_string(const source_changed&) {
  return "source_changed";
}
inline std::string to_string(const roll&) {
  return "roll";
}
inline std::string to_string(const told&) {
  return "told";
}
inline std::string to_string(const view_complete&) {
  return "view_complete";
}
inline std::string to_string(const wake&) {
  return "wake";
}
inline std::string to_string(const way_open&) {
  return "way_open";
}

/// Carries a fault across actor boundaries: the code for machines, the text for people.
caf::error to_error(const fault& why);

/// The fault back again; an error of CAF's own (a crashed peer) counts as errc::unreachable.
fault to_fault(const caf::error& why);

/// The text for people.
std::string explain(const caf::error& why);

} // namespace weft

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::announce)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::api_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::api_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::call_roll)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::commit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::committed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::contribute)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::count_off)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::counted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::describe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::description)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::exchanged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::intent_recorded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::learn)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::learned)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::look_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::object_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::object_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::observe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::observed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::probe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::probed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::record_intent)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::respawn)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::source_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::roll)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::view_complete)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::wake)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::way_open)

CAF_ERROR_CODE_ENUM(weft::errc, "weft")

CAF_BEGIN_TYPE_ID_BLOCK(weft, caf::first_custom_type_id)
CAF_ADD_TYPE_ID(weft, (weft::announce))
CAF_ADD_TYPE_ID(weft, (weft::api_answer))
CAF_ADD_TYPE_ID(weft, (weft::api_call))
CAF_ADD_TYPE_ID(weft, (weft::call_roll))
CAF_ADD_TYPE_ID(weft, (weft::commit))
CAF_ADD_TYPE_ID(weft, (weft::committed))
CAF_ADD_TYPE_ID(weft, (weft::contribute))
CAF_ADD_TYPE_ID(weft, (weft::count_off))
CAF_ADD_TYPE_ID(weft, (weft::counted))
CAF_ADD_TYPE_ID(weft, (weft::describe))
CAF_ADD_TYPE_ID(weft, (weft::description))
CAF_ADD_TYPE_ID(weft, (weft::exchanged))
CAF_ADD_TYPE_ID(weft, (weft::intent_recorded))
CAF_ADD_TYPE_ID(weft, (weft::learn))
CAF_ADD_TYPE_ID(weft, (weft::learned))
CAF_ADD_TYPE_ID(weft, (weft::look_again))
CAF_ADD_TYPE_ID(weft, (weft::object_gone))
CAF_ADD_TYPE_ID(weft, (weft::object_seen))
CAF_ADD_TYPE_ID(weft, (weft::observe))
CAF_ADD_TYPE_ID(weft, (weft::observed))
CAF_ADD_TYPE_ID(weft, (weft::probe))
CAF_ADD_TYPE_ID(weft, (weft::probed))
CAF_ADD_TYPE_ID(weft, (weft::record_intent))
CAF_ADD_TYPE_ID(weft, (weft::respawn))
CAF_ADD_TYPE_ID(weft, (weft::source_changed))
CAF_ADD_TYPE_ID(weft, (weft::roll))
CAF_ADD_TYPE_ID(weft, (weft::told))
CAF_ADD_TYPE_ID(weft, (weft::view_complete))
CAF_ADD_TYPE_ID(weft, (weft::wake))
CAF_ADD_TYPE_ID(weft, (weft::way_open))
CAF_END_TYPE_ID_BLOCK(weft)
