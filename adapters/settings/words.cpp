#include "adapters/settings/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace weft::config {

namespace {

struct unit {
  std::string_view word;
  std::uint64_t size;
};

constexpr std::array durations{unit{"h", 3'600'000}, unit{"m", 60'000}, unit{"s", 1'000},
                               unit{"ms", 1}};
constexpr std::array sizes{unit{"GiB", 1U << 30U}, unit{"MiB", 1U << 20U}, unit{"KiB", 1U << 10U},
                           unit{"B", 1}};

/// Sums "<number><unit>" terms, each unit smaller than the one before.
std::optional<std::uint64_t> read_terms(std::string_view text, std::span<const unit> units) {
  constexpr std::uint64_t limit = std::numeric_limits<std::int64_t>::max();
  std::uint64_t sum = 0;
  std::uint64_t previous = limit;
  if (text.empty())
    return std::nullopt;
  while (!text.empty()) {
    std::uint64_t number = 0;
    auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{})
      return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    auto word = text.substr(0, text.find_first_of("0123456789"));
    auto known = std::ranges::find(units, word, &unit::word);
    if (known == units.end() || known->size >= previous || number > (limit - sum) / known->size)
      return std::nullopt;
    sum += number * known->size;
    previous = known->size;
    text.remove_prefix(word.size());
  }
  return sum;
}

} // namespace

std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
  auto sum = read_terms(text, durations);
  if (!sum)
    return std::nullopt;
  return std::chrono::milliseconds{*sum};
}

std::string write_duration(std::chrono::milliseconds shown) {
  auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(shown.count(), 0));
  std::string text;
  for (auto& [word, size] : durations)
    if (auto whole = rest / size) {
      text += std::to_string(whole) + std::string{word};
      rest %= size;
    }
  return text.empty() ? "0s" : text;
}

std::optional<std::uint64_t> read_bytes(std::string_view text) {
  return read_terms(text, sizes);
}

std::string write_bytes(std::uint64_t shown) {
  auto fits = std::ranges::find_if(sizes, [&](const unit& one) { return shown % one.size == 0; });
  return std::to_string(shown / fits->size) + std::string{fits->word};
}

} // namespace weft::config
