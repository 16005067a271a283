#include "protocol/state/entry.hpp"

#include "protocol/json/value.hpp"

#include <array>
#include <charconv>
#include <concepts>

namespace weft {

namespace {

void append_name(std::string& out, std::string_view name) {
  out += out.back() == '{' ? "\"" : ",\"";
  out.append(name).append("\":");
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
  append_name(out, name);
  json::append_quoted(out, text);
}

template <std::integral T>
void append_number(std::string& out, std::string_view name, T number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append_name(out, name);
  out.append(digits.data(), end);
}

} // namespace

void append_entry(std::string& out, const description& one, std::string_view parent) {
  out += '{';
  append_text(out, "actor", one.actor);
  append_text(out, "key", one.key);
  append_text(out, "parent", parent);
  append_text(out, "state", one.state);
  append_number(out, "stateAgeMs", one.state_age_ms);
  append_text(out, "reason", one.reason);
  append_number(out, "mailbox", one.mailbox);
  append_number(out, "handled", one.handled);
  append_number(out, "retries", one.retries);
  append_text(out, "lastError", one.last_error);
  append_number(out, "nextTimerMs", one.next_timer_ms);
  append_number(out, "generationSeen", one.generation_seen);
  append_number(out, "generationApplied", one.generation_applied);
  append_number(out, "fragmentsIn", one.fragments_in);
  append_number(out, "fragmentsOut", one.fragments_out);
  append_name(out, "details");
  out += '[';
  for (const auto& [name, words] : one.details) {
    out += out.back() == '[' ? "[" : ",[";
    json::append_quoted(out, name);
    out += ',';
    json::append_quoted(out, words);
    out += ']';
  }
  out += "]}";
}

} // namespace weft
