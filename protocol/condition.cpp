#include "protocol/condition.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace weft {

namespace {

/// Appends `number` with leading zeros up to `width` digits.
void append_padded(std::string& out, int number, std::size_t width) {
  const auto digits = std::to_string(number);
  out.append(width - std::min(width, digits.size()), '0').append(digits);
}

bool read_digits(std::string_view text, std::size_t at, std::size_t width, int& into) {
  if (text.size() < at + width)
    return false;
  const char* first = text.data() + at;
  const auto [end, error] = std::from_chars(first, first + width, into);
  return error == std::errc{} && end == first + width;
}

} // namespace

std::string to_rfc3339(timestamp when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{when - day};
  std::string out;
  append_padded(out, static_cast<int>(date.year()), 4);
  append_padded(out += '-', static_cast<int>(static_cast<unsigned>(date.month())), 2);
  append_padded(out += '-', static_cast<int>(static_cast<unsigned>(date.day())), 2);
  append_padded(out += 'T', static_cast<int>(time.hours().count()), 2);
  append_padded(out += ':', static_cast<int>(time.minutes().count()), 2);
  append_padded(out += ':', static_cast<int>(time.seconds().count()), 2);
  return out += 'Z';
}

timestamp from_rfc3339(std::string_view text) {
  using namespace std::chrono;
  constexpr std::array<std::size_t, 6> at{0, 5, 8, 11, 14, 17};
  std::array<int, 6> parts{};
  for (std::size_t i = 0; i < at.size(); ++i)
    if (!read_digits(text, at[i], i == 0 ? 4 : 2, parts[i]))
      return {};
  const year_month_day date{year{parts[0]}, month{static_cast<unsigned>(parts[1])},
                            day{static_cast<unsigned>(parts[2])}};
  if (!date.ok())
    return {};
  auto when = sys_days{date} + hours{parts[3]} + minutes{parts[4]} + seconds{parts[5]};
  const auto zone = text.find_first_of("+-", 19);
  int hour = 0;
  int minute = 0;
  if (zone != text.npos && read_digits(text, zone + 1, 2, hour)
      && read_digits(text, zone + 4, 2, minute)) {
    const auto shift = hours{hour} + minutes{minute};
    when = text[zone] == '+' ? when - shift : when + shift;
  }
  return when;
}

void keep_transition_times(std::vector<condition>& wanted, const std::vector<condition>& held,
                           timestamp now) {
  for (auto& one : wanted) {
    const auto before
      = std::find_if(held.begin(), held.end(), [&](auto& old) { return old.type == one.type; });
    one.since = before != held.end() && before->status == one.status ? before->since : now;
  }
}

namespace {

condition read_condition(const json::value& item) {
  auto text = [&](std::string_view name) { return std::string{item.text_at({name})}; };
  return {text("type"),
          text("status"),
          text("reason"),
          text("message"),
          item.int_at({"observedGeneration"}, 0),
          from_rfc3339(text("lastTransitionTime"))};
}

} // namespace

std::vector<condition> read_conditions(const json::value& status) {
  std::vector<condition> all;
  if (const auto* listed = status.find("conditions"); listed && listed->is_array())
    for (const auto& item : *listed->as_array())
      all.push_back(read_condition(item));
  else
    all.push_back(read_condition(status));
  std::erase_if(all, [](const condition& one) { return one.type.empty(); });
  return all;
}

json::value write_conditions(const std::vector<condition>& all) {
  json::array items;
  for (const auto& one : all)
    items.push_back(json::value::of({{"type", one.type},
                                     {"status", one.status},
                                     {"observedGeneration", one.observed_generation},
                                     {"lastTransitionTime", to_rfc3339(one.since)},
                                     {"reason", one.reason},
                                     {"message", one.message}}));
  return items;
}

} // namespace weft
