#pragma once

#include "protocol/json/value.hpp"
#include "protocol/messages.hpp"

#include <string>
#include <string_view>
#include <utility>

/// Values as tests write them down.
namespace weft::testing {

/// Precondition: `text` is JSON.
inline json::value of(std::string_view text) {
  return *json::parse(text);
}

inline description one(std::string actor, std::string key, std::string state) {
  description out;
  out.actor = std::move(actor);
  out.key = std::move(key);
  out.state = std::move(state);
  return out;
}

} // namespace weft::testing
