#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace weft::bench {

/// How a measured number stands to what was promised.
enum class verdict : std::uint8_t {
  kept,
  missed,
  told, ///< nothing is promised about it
};

/// Prints one row of the table that `make bench` makes: what, target, measured, verdict.
void tabulate(const std::string& what, const std::string& target, const std::string& measured,
              verdict how);

/// The verdict on a promise of at most, or at least, `limit`.
inline verdict at_most(double limit, double measured) {
  return measured <= limit ? verdict::kept : verdict::missed;
}
inline verdict at_least(double limit, double measured) {
  return measured >= limit ? verdict::kept : verdict::missed;
}

/// 123456.7 → "123 457".
std::string grouped(double number);
/// 1.2345 → "1.23".
std::string rounded(double number, int digits = 2);

/// Runs a bench with the log shut but for errors. @returns the exit code: 1, with a word to stderr,
/// when it cannot run.
int run(const std::function<void()>& what);

/// Whether the small configuration was asked for: WEFT_BENCH_QUICK=1.
bool is_quick();

} // namespace weft::bench
