#include "bench/stage/verdict.hpp"

#include "adapters/log/log.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace weft::bench {

void tabulate(const std::string& what, const std::string& target, const std::string& measured,
              verdict how) {
  constexpr std::array words{"kept", "missed", "-"};
  std::printf("| %-62s | %-16s | %-18s | %-6s |\n", what.c_str(), target.c_str(), measured.c_str(),
              words.at(static_cast<std::size_t>(how)));
  std::fflush(stdout);
}

std::string grouped(double number) {
  auto text = std::to_string(std::llround(number));
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ' ');
  return text;
}

std::string rounded(double number, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, number);
  return text.data();
}

int run(const std::function<void()>& what) {
  log_settings quiet;
  quiet.level = log::level::error;
  log::start(quiet);
  try {
    what();
  } catch (const std::runtime_error& why) {
    std::fprintf(stderr, "this bench cannot run: %s\n", why.what());
    return 1;
  }
  return 0;
}

bool is_quick() {
  const char* wish = std::getenv("WEFT_BENCH_QUICK");
  return wish && std::string_view{wish} == "1";
}

} // namespace weft::bench
