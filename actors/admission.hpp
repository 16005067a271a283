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
  std::vector<caf::actor> parents; ///< of the living those that may answer `call_roll` as well
  std::vector<description> dead;   ///< waiting for another life, or quarantined
};

/// Let this LISTENER hear of these kinds: first all there is, then every change, in order.
struct follow {
  caf::actor who;
  std::vector<std::string> kinds; ///< empty: all
};

/// Every message, alphabetically.
#define WEFT_MESSAGES(X)                                                                           \
  X(announce)                                                                                      \
  X(api_answer)                                                                                    \
  X(api_call)                                                                                      \
  X(api_done)                                                                                      \
  X(call_roll)                                                                                     \
  X(commit)                                                                                        \
  X(committed)                                                                                     \
  X(contribute)                                                                                    \
  X(count_off)                                                                                     \
  X(counted)                                                                                       \
  X(credential_renewed)                                                                            \
  X(describe)                                                                                      \
  X(description)                                                                                   \
  X(exchanged)                                                                                     \
  X(follow)                                                                                        \
  X(intent_recorded)                                                                               \
  X(keep)                                                                                          \
  X(lapsed)                                                                                        \
  X(leading)                                                                                       \
  X(learn)                                                                                         \
  X(learned)                                                                                       \
  X(leave_slot)                                                                                    \
  X(left_behind)                                                                                   \
  X(let_go)                                                                                        \
  X(list_again)                                                                                    \
  X(look_again)                                                                                    \
  X(object_gone)                                                                                   \
  X(object_seen)                                                                                   \
  X(objects_changed)                                                                               \
  X(observe)                                                                                       \
  X(observed)                                                                                      \
  X(page_read)                                                                                     \
  X(probe)                                                                                         \
  X(probed)                                                                                        \
  X(record_intent)                                                                                 \
  X(respawn)                                                                                       \
  X(roll)                                                                                          \
  X(show)                                                                                          \
  X(show_more)                                                                                     \
  X(slot_taken)                                                                                    \
  X(source_changed)                                                                                \
  X(speak_as)                                                                                      \
  X(step_down)                                                                                     \
  X(stepped_down)                                                                                  \
  X(stirred)                                                                                       \
  X(stop_showing)                                                                                  \
  X(take_slot)                                                                                     \
  X(told)                                                                                          \
  X(view_complete)                                                                                 \
  X(wake)                                                                                          \
  X(watch_ended)                                                                                   \
  X(watch_opened)                                                                                  \
  X(watch_told)                                                                                    \
  X(way_open)                                                                                      \
  X(worked)

#define WEFT_PRINT_BY_NAME(message)                                                                \
  inline std::string to_string(const message&) {                                                   \
    return #message;                                                                               \
  }
WEFT_MESSAGES(WEFT_PRINT_BY_NAME)
#undef WEFT_PRINT_BY_NAME

/// Carries a fault across actor boundaries: the code for machines, the text for people.
caf::error to_error(const fault& why);

/// The fault back again; an error of CAF's own (a crashed peer) counts as errc::unreachable.
fault to_fault(const caf::error& why);

/// The text for people.
std::string explain(const caf::error& why);

} // namespace weft

// They share memory and never leave the process.
#define WEFT_ADMIT(message) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(weft::message)
WEFT_MESSAGES(WEFT_ADMIT)
#undef WEFT_ADMIT

CAF_ERROR_CODE_ENUM(weft::errc, "weft")

CAF_BEGIN_TYPE_ID_BLOCK(weft, caf::first_custom_type_id)
#define WEFT_NUMBER(message) CAF_ADD_TYPE_ID(weft, (weft::message))
WEFT_MESSAGES(WEFT_NUMBER)
#undef WEFT_NUMBER
CAF_END_TYPE_ID_BLOCK(weft)
