#include "bench/stage/spread.hpp"

#include "bench/stage/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace weft::bench {

spread spread_of(std::vector<double> rounds) {
  std::sort(rounds.begin(), rounds.end());
  return {percentile(rounds, 0.5), rounds.front(), rounds.back()};
}

std::string to_string(const spread& what, int digits) {
  return rounded(what.median, digits) + " (" + rounded(what.least, digits) + " to "
         + rounded(what.most, digits) + ")";
}

double percentile(const std::vector<double>& sorted, double part) {
  if (sorted.empty())
    return 0;
  const auto rank = std::ceil(part * static_cast<double>(sorted.size()));
  return sorted[std::max<std::size_t>(static_cast<std::size_t>(rank), 1) - 1];
}

void print_row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const auto& one : cells)
    line += " " + one + " |";
  std::puts(line.c_str());
  std::fflush(stdout);
}

void print_head(const std::string& title, const std::vector<std::string>& cells) {
  std::printf("\n## %s\n\n", title.c_str());
  print_row(cells);
  print_row(std::vector<std::string>(cells.size(), "---"));
}

} // namespace weft::bench
