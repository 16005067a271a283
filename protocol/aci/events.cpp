#include "protocol/aci/events.hpp"

#include <optional>

namespace weft::aci {

namespace {

std::optional<event::kind> kind_of(std::string_view status) {
  if (status == "created")
    return event::kind::created;
  if (status == "modified")
    return event::kind::modified;
  if (status == "deleted")
    return event::kind::deleted;
  return std::nullopt;
}

void read_id(const json::value& from, std::vector<std::string>& into) {
  if (const auto* number = from.as_number())
    into.push_back(number->literal);
  else if (const auto* text = from.as_string())
    into.push_back(*text);
}

} // namespace

result<frame> read_frame(std::string_view text) {
  const auto parsed = json::parse(text);
  if (!parsed)
    return parsed.error();
  const auto* held = parsed->find("imdata");
  const auto* all = held ? held->as_array() : nullptr;
  if (!all)
    return fault{errc::malformed, "there is no list of objects in the frame", "", {}};
  frame out;
  if (const auto* ids = parsed->find("subscriptionId")) {
    read_id(*ids, out.subscriptions);
    if (const auto* several = ids->as_array())
      for (const auto& one : *several)
        read_id(one, out.subscriptions);
  }
  for (const auto& one : *all) {
    auto read = read_managed(one);
    if (!read || read->dn.empty()) {
      out.damaged = true;
      continue;
    }
    if (const auto what = kind_of(read->text("status")))
      out.events.push_back({*what, *std::move(read)});
  }
  return out;
}

} // namespace weft::aci
