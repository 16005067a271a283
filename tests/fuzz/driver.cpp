#include "tests/fuzz/claim.hpp"
#include "tests/fuzz/mutation.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

/// Of AddressSanitizer; null in a build without.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*last)());

/// Else UndefinedBehaviorSanitizer ends the process without a word to anybody.
extern "C" const char* __ubsan_default_options() {
  return "abort_on_error=1:print_stacktrace=1";
}

/// Feeds one decoder without libFuzzer: a folder of seeds first, then mutations of them, or, to
/// replay, the files it is given.
///
///   weft_fuzz_NAME FOLDER [ROUNDS]      seeds, then ROUNDS mutations
///   weft_fuzz_NAME FILE...              these inputs and no more
///
/// WEFT_FUZZ_SEED chooses other mutations, WEFT_FUZZ_ROUNDS more or fewer of them, and
/// WEFT_FUZZ_FIRST the round to begin with: each round follows from seed and number alone.

namespace {

namespace fs = std::filesystem;
using namespace weft;

std::string program;     ///< how this was called
std::string being_read;  ///< the input that a decoder is at work on
std::string where_it_is; ///< its file, or the round that made it
bool is_file = false;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const auto* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string content_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Keeps the input that broke a promise, and says how to come back to it. Also the last thing a
/// dying process does.
void report() {
  auto file = where_it_is;
  if (!is_file) {
    file = (fs::current_path() / (fs::path{program}.filename().string() + "-" + file)).string();
    std::ofstream{file, std::ios::binary} << being_read;
  }
  std::fprintf(stderr, "FAILED at %s (%zu bytes)\nreplay: %s %s\n", where_it_is.c_str(),
               being_read.size(), program.c_str(), file.c_str());
}

void on_abort(int) {
  report();
}

/// @returns whether all promises hold.
bool read_one(std::string where, bool lies_in_file, std::string bytes) {
  where_it_is = std::move(where);
  is_file = lies_in_file;
  being_read = std::move(bytes);
  // Of exactly its size, so that a sanitizer sees a read beyond it.
  const std::vector<std::uint8_t> exact{being_read.begin(), being_read.end()};
  try {
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    return true;
  } catch (const std::exception& why) {
    std::fprintf(stderr, "%s\n", why.what());
    report();
    return false;
  }
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> all;
  for (const auto& one : fs::directory_iterator{folder})
    all.push_back(one.path());
  std::sort(all.begin(), all.end());
  return all;
}

bool read_mutations(const std::vector<std::string>& seeds, std::uint64_t rounds) {
  const auto seed = number_from("WEFT_FUZZ_SEED", 1);
  const auto first = number_from("WEFT_FUZZ_FIRST", 0);
  const auto begun = std::chrono::steady_clock::now();
  for (auto round = first; round < first + rounds; ++round) {
    fuzz::chance by{seed * 0x9e3779b97f4a7c15ULL + round};
    const auto where = "seed-" + std::to_string(seed) + "-round-" + std::to_string(round);
    if (!read_one(where, false, fuzz::mutated(seeds, by)))
      return false;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("%zu seeds, rounds %llu to %llu of seed %llu: %.0f inputs/s\n", seeds.size(),
              static_cast<unsigned long long>(first),
              static_cast<unsigned long long>(first + rounds),
              static_cast<unsigned long long>(seed), static_cast<double>(rounds) / took.count());
  return true;
}

} // namespace

int main(int argc, char** argv) {
  program = argv[0];
  const std::vector<std::string> given{argv + 1, argv + argc};
  if (given.empty()) {
    std::fprintf(stderr, "usage: %s FOLDER [ROUNDS] | FILE...\n", argv[0]);
    return 2;
  }
  if (__sanitizer_set_death_callback)
    __sanitizer_set_death_callback(report);
  std::signal(SIGABRT, on_abort);
  const bool with_mutations = fs::is_directory(given.front());
  std::vector<fs::path> files{given.begin(), given.end()};
  if (with_mutations)
    files = files_in(given.front());
  std::vector<std::string> seeds;
  for (const auto& file : files) {
    seeds.push_back(content_of(file));
    if (!read_one(file.string(), true, seeds.back()))
      return 1;
  }
  if (!with_mutations)
    return 0;
  if (seeds.empty()) {
    std::fprintf(stderr, "%s holds no seeds\n", given.front().c_str());
    return 1;
  }
  const auto usual = given.size() > 1 ? std::strtoull(given[1].c_str(), nullptr, 10) : 0;
  return read_mutations(seeds, number_from("WEFT_FUZZ_ROUNDS", usual)) ? 0 : 1;
}
