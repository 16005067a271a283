#include "protocol/state/dump.hpp"

#include "protocol/json/value.hpp"
#include "protocol/table.hpp"

#include <algorithm>

namespace weft {

namespace {

std::uint64_t count_of(const json::value& entry, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(entry.int_at({name}, 0), 0));
}

void read_details(description& into, const json::value* details) {
  const auto* all = details ? details->as_array() : nullptr;
  if (!all)
    return;
  for (const auto& one : *all)
    if (const auto* pair = one.as_array(); pair && pair->size() == 2)
      into.details.emplace_back(pair->front().text_or(""), pair->back().text_or(""));
}

description read_entry(const json::value& entry) {
  description out;
  out.actor = entry.text_at({"actor"});
  out.key = entry.text_at({"key"});
  out.state = entry.text_at({"state"});
  out.state_age_ms = entry.int_at({"stateAgeMs"}, 0);
  out.mailbox = count_of(entry, "mailbox");
  out.handled = count_of(entry, "handled");
  out.retries = count_of(entry, "retries");
  out.last_error = entry.text_at({"lastError"});
  out.next_timer_ms = entry.int_at({"nextTimerMs"}, -1);
  out.generation_seen = entry.int_at({"generationSeen"}, 0);
  out.generation_applied = entry.int_at({"generationApplied"}, 0);
  out.fragments_in = count_of(entry, "fragmentsIn");
  out.fragments_out = count_of(entry, "fragmentsOut");
  out.reason = entry.text_at({"reason"});
  read_details(out, entry.find("details"));
  return out;
}

std::vector<std::string> row_of(const description& one) {
  const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
  return {one.key.empty() ? one.actor : one.actor + " " + one.key,
          or_dash(one.state),
          or_dash(one.reason),
          write_age(one.state_age_ms),
          std::to_string(one.retries),
          or_dash(one.last_error)};
}

} // namespace

result<state_dump> read_dump(std::string_view text) {
  const auto read = json::parse(text);
  if (!read)
    return read.error();
  const auto* actors = read->find("actors");
  if (!actors || !actors->is_array())
    return fault{errc::malformed, "there are no actors in it", "state dump", {}};
  state_dump out;
  out.version = read->text_at({"version"});
  out.unanswered = read->int_at({"unanswered"}, 0);
  for (const auto& entry : *actors->as_array())
    out.actors.push_back(read_entry(entry));
  return out;
}

std::string write_table(const state_dump& dump) {
  std::vector<std::vector<std::string>> rows{
    {"NAME", "STATE", "REASON", "AGE", "RETRIES", "LAST ERROR"}};
  for (const auto& one : dump.actors)
    rows.push_back(row_of(one));
  std::sort(rows.begin() + 1, rows.end());
  return write_columns(rows, 3);
}

std::string write_age(std::int64_t milliseconds) {
  const auto seconds = milliseconds / 1000;
  if (seconds <= 0)
    return "-";
  if (seconds < 120)
    return std::to_string(seconds) + " s";
  if (seconds < 7200)
    return std::to_string(seconds / 60) + " min";
  if (seconds < 172800)
    return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " d";
}

} // namespace weft
