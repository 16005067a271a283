#pragma once

#include <string>
#include <vector>

namespace weft::bench {

/// What repeated rounds have shown of one quantity.
struct spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

/// @param rounds At least one.
spread spread_of(std::vector<double> rounds);

/// "1.20 (1.10 to 1.31)".
std::string to_string(const spread& what, int digits = 2);

/// The value that `part` of 1 of them do not exceed; 0 when there is none. @param sorted Ascending.
double percentile(const std::vector<double>& sorted, double part);

/// Prints one row of a markdown table.
void print_row(const std::vector<std::string>& cells);
/// The same with the line below it that makes it a head.
void print_head(const std::string& title, const std::vector<std::string>& cells);

} // namespace weft::bench
