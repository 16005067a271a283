#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace weft::metrics {

enum class kind : std::uint8_t { counter, gauge, histogram };

/// One metric as the list of names knows it. Label values never are names of objects.
struct definition {
  kind type = kind::counter;
  std::string_view name;
  std::string_view help;           ///< one sentence
  std::string_view labels;         ///< names between commas, in the order their values are given
  std::span<const double> buckets; ///< upper bounds of a histogram
};

/// How many values a definition's labels take.
constexpr std::size_t label_count(const definition& of) {
  std::size_t count = of.labels.empty() ? 0 : 1;
  for (char c : of.labels)
    count += c == ',';
  return count;
}

} // namespace weft::metrics
