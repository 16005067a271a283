#include "protocol/state/explanation.hpp"

#include "protocol/edit_distance.hpp"
#include "protocol/state/comparison.hpp"
#include "protocol/state/filter.hpp"
#include "protocol/state/owner_words.hpp"
#include "protocol/table.hpp"

#include <algorithm>
#include <cctype>

namespace weft {

namespace {

constexpr std::size_t near_ones = 5;
constexpr std::size_t near_enough = 4; ///< edits

std::string_view last_part(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

std::vector<std::string> near_names(const state_dump& dump, const std::string& key,
                                    const std::vector<const description*>& candidates) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto* one : candidates)
    ranked.emplace_back(0, one->key);
  for (const auto& one : dump.actors) {
    if (!candidates.empty() || !one.actor.ends_with(".object"))
      continue;
    const bool namesake = last_part(one.key) == last_part(key);
    const auto distance = namesake ? 0 : edit_distance(one.key, key);
    if (distance <= near_enough)
      ranked.emplace_back(distance, one.key);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> out;
  for (const auto& [distance, name] : ranked)
    if (out.size() < near_ones)
      out.push_back(name);
  return out;
}

void append_link(std::string& out, const std::string& indent, const std::string& title,
                 const description& one) {
  out += indent + title + ": " + (one.state.empty() ? "-" : one.state);
  if (one.state_age_ms >= 1000)
    out += " for " + write_age(one.state_age_ms);
  out += "\n";
  auto add = [&](std::string_view what, const std::string& words) {
    if (!words.empty())
      out.append(indent)
        .append("  ")
        .append(what)
        .append(": ")
        .append(one_line(words))
        .append("\n");
  };
  add("reason", one.reason);
  add("last error", one.last_error);
  if (one.retries > 0)
    add("failures in a row", std::to_string(one.retries));
  if (one.next_timer_ms >= 0)
    add("next step in", one.next_timer_ms < 1000 ? "less than 1 s" : write_age(one.next_timer_ms));
}

/// What a target says of one owner: line by line, or side by side where it compares.
void append_words(std::string& out, const detail_list& all) {
  static const auto columns = tell(std::vector<compared>(1));
  for (const auto& [what, words] : all)
    if (std::ranges::find(columns, what, [](const auto& one) { return one.first; })
        == columns.end())
      out.append("    ").append(what).append(": ").append(one_line(words)).append("\n");
  out += write_compared(read_compared(all), "    ");
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& letter : out)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return out;
}

/// The objects that may be meant: the one of exactly this key, or all whose key ends so.
std::vector<const description*> meant(const state_dump& dump, const std::string& key) {
  const auto wanted = "/" + lower(key);
  std::vector<const description*> out;
  for (const auto& one : dump.actors) {
    if (!one.actor.ends_with(".object"))
      continue;
    if (one.key == key)
      return {&one};
    if (("/" + lower(one.key)).ends_with(wanted))
      out.push_back(&one);
  }
  return out;
}

bool is_ready(const description& object) {
  return object.reason.empty() && !is_unhealthy(object) && object.state != "lingering";
}

bool is_session(const description& one) {
  return one.actor.ends_with(".session");
}

/// What stands in the way, the farthest from the object first: it explains the rest.
std::string verdict_on(const description& object, const std::vector<const description*>& targets,
                       const std::vector<const description*>& sessions) {
  if (is_ready(object))
    return "It is Ready.\n";
  auto blame = [](const description& one) {
    std::string out = one.actor + " " + one.key;
    out += is_unhealthy(one) && !one.last_error.empty() ? ": " + one_line(one.last_error)
                                                        : " is " + one.state;
    return out;
  };
  const auto why = object.reason.empty() ? object.state : object.reason;
  std::string out = "It is not Ready (" + why + ")";
  for (const auto* chain : {&sessions, &targets})
    for (const auto* one : *chain)
      if (is_unhealthy(*one))
        return out + ", because of " + blame(*one) + "\n";
  return out + (object.last_error.empty() ? "" : ": " + object.last_error) + "\n";
}

} // namespace

explanation explain_object(const state_dump& dump, const std::string& key) {
  explanation out;
  const auto candidates = meant(dump, key);
  if (candidates.size() != 1) {
    out.several = !candidates.empty();
    out.near = near_names(dump, key, candidates);
    return out;
  }
  const auto* object = candidates.front();
  out.found = true;
  out.ready = is_ready(*object);
  const auto domain = domain_of(object->actor);
  std::vector<const description*> targets;
  std::vector<const description*> sessions;
  append_link(out.text, "", object->key, *object);
  out.text += "  generation: " + std::to_string(object->generation_seen) + " seen, "
              + std::to_string(object->generation_applied) + " applied\n";
  for (const auto& [what, words] : object->details) {
    if (what != "target") {
      out.text += "    " + what + ": " + one_line(words) + "\n";
      continue;
    }
    const auto mine = std::find_if(dump.actors.begin(), dump.actors.end(),
                                   [&, &wanted = words](const description& one) {
                                     return one.actor.ends_with(".target")
                                            && domain_of(one.actor) == domain && one.key == wanted;
                                   });
    if (mine == dump.actors.end()) {
      out.text += "  target " + words + ": does not live at present\n";
      continue;
    }
    targets.push_back(&*mine);
    append_link(out.text, "  ", "target " + words, *mine);
    append_words(out.text, owner_words(object->key, mine->details));
  }
  for (const auto& one : dump.actors)
    if (is_session(one) && domain_of(one.actor) == domain) {
      sessions.push_back(&one);
      append_link(out.text, "  ", "session " + one.key, one);
    }
  out.text += verdict_on(*object, targets, sessions);
  return out;
}

} // namespace weft
