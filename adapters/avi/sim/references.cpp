#include "adapters/avi/sim/references.hpp"

namespace weft::avi::sim {

namespace {

/// A text of `what`, which a member called `name` holds; nothing for what is no reference.
template <class Value, class Visit>
bool walk(Value& what, bool refers, const Visit& visit) {
  if (auto* members = what.as_object()) {
    for (auto& [name, held] : *members)
      if (!walk(held, name.ends_with("_ref") || name.ends_with("_refs"), visit))
        return false;
  } else if (auto* items = what.as_array()) {
    for (auto& held : *items)
      if (!walk(held, refers, visit))
        return false;
  } else if (refers && what.is_string()) {
    return visit(what);
  }
  return true;
}

} // namespace

void each_reference(const json::value& body, const std::function<void(const std::string&)>& look) {
  walk(body, false, [&](const json::value& held) {
    look(*held.as_string());
    return true;
  });
}

bool each_reference(json::value& body, const std::function<bool(std::string&)>& change) {
  return walk(body, false, [&](json::value& held) {
    auto text = *held.as_string();
    const bool goes_on = change(text);
    held = std::move(text);
    return goes_on;
  });
}

} // namespace weft::avi::sim
