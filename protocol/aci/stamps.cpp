#include "protocol/aci/stamps.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace weft::aci {

namespace {

using namespace std::chrono;

/// Takes digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int out = 0;
  const auto* last = text.data() + std::min(digits, text.size());
  const auto [end, error] = std::from_chars(text.data(), last, out);
  if (error != std::errc{} || end != last || text.size() < digits || text.front() == '-')
    return std::nullopt;
  text.remove_prefix(digits);
  return out;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected)
    return false;
  text.remove_prefix(1);
  return true;
}

/// Numbers of the given widths, with the given characters between them.
template <std::size_t Count>
std::optional<std::array<int, Count>>
take_numbers(std::string_view& text, const std::array<std::size_t, Count>& digits, char between) {
  std::array<int, Count> out{};
  for (std::size_t i = 0; i < Count; ++i) {
    if (i > 0 && !take(text, between))
      return std::nullopt;
    const auto number = take_number(text, digits[i]);
    if (!number)
      return std::nullopt;
    out[i] = *number;
  }
  return out;
}

std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.'))
    return milliseconds{0};
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  auto known = text.substr(0, std::min<std::size_t>(digits, 3));
  const auto width = known.size();
  const auto number = take_number(known, width);
  if (!number || width == 0)
    return std::nullopt;
  text.remove_prefix(digits);
  return milliseconds{*number * (width == 1 ? 100 : width == 2 ? 10 : 1)};
}

std::optional<minutes> take_offset(std::string_view& text) {
  if (text == "Z")
    return minutes{0};
  const bool west = take(text, '-');
  if (!west && !take(text, '+'))
    return std::nullopt;
  const auto read = take_numbers<2>(text, {2, 2}, ':');
  if (!read || !text.empty())
    return std::nullopt;
  const auto offset = hours{(*read)[0]} + minutes{(*read)[1]};
  return west ? -offset : offset;
}

} // namespace

std::optional<stamp> read_stamp(std::string_view text) {
  const auto date = take_numbers<3>(text, {4, 2, 2}, '-');
  if (!date || !take(text, 'T'))
    return std::nullopt;
  const auto time = take_numbers<3>(text, {2, 2, 2}, ':');
  if (!time)
    return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction)
    return std::nullopt;
  const auto offset = take_offset(text);
  const year_month_day day{year{(*date)[0]}, month{static_cast<unsigned>((*date)[1])},
                           std::chrono::day{static_cast<unsigned>((*date)[2])}};
  if (!offset || !day.ok())
    return std::nullopt;
  const auto when = sys_days{day}.time_since_epoch() + hours{(*time)[0]} + minutes{(*time)[1]}
                    + seconds{(*time)[2]} + *fraction - *offset;
  return duration_cast<milliseconds>(when).count();
}

std::optional<stamp> stamps::newest(const std::string& name) const {
  const auto found = all_.find(name);
  return found == all_.end() ? std::nullopt : std::optional{found->second.when};
}

void stamps::note(const std::string& name, std::optional<stamp> when) {
  if (!when)
    return;
  latest_ = std::max(latest_, *when);
  auto [held, fresh] = all_.try_emplace(name, entry{*when, round_});
  held->second = {fresh ? *when : std::max(held->second.when, *when), round_};
}

void stamps::turn() {
  std::erase_if(all_, [this](const auto& one) { return round_ - one.second.round > 1; });
  ++round_;
}

} // namespace weft::aci
