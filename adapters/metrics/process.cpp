#include "adapters/metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace weft::metrics {

namespace {

/// The fields of /proc/self/stat from the third on; the second may hold blanks and brackets.
/// @see proc(5)
std::vector<std::string> stat_fields() {
  std::ifstream file{"/proc/self/stat"};
  std::string line;
  std::getline(file, line);
  auto name_end = line.rfind(')');
  std::vector<std::string> fields;
  if (name_end == std::string::npos)
    return fields;
  std::istringstream rest{line.substr(name_end + 1)};
  for (std::string field; rest >> field;)
    fields.push_back(field);
  return fields;
}

/// Seconds since 1970 at which the machine started; 0 when unknown.
double boot_time() {
  std::ifstream file{"/proc/stat"};
  for (std::string line; std::getline(file, line);)
    if (constexpr std::string_view word = "btime "; line.starts_with(word))
      return std::stod(line.substr(word.size()));
  return 0;
}

std::size_t open_files() {
  std::error_code wrong;
  std::size_t count = 0;
  for (std::filesystem::directory_iterator entry{"/proc/self/fd", wrong}, end;
       !wrong && entry != end; entry.increment(wrong))
    ++count;
  return count > 0 ? count - 1 : 0; // without the one that reads the directory
}

} // namespace

std::vector<process_fact> process_facts() {
  std::vector<process_fact> facts;
  auto fact = [&](kind type, const char* name, const char* help, double value) {
    facts.push_back({type, name, help, value});
  };
  auto fields = stat_fields();
  if (fields.size() > 21) {
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    auto field = [&](std::size_t number) { return std::stod(fields[number - 3]); };
    fact(kind::counter, "process_cpu_seconds_total", "CPU time used, user and system.",
         (field(14) + field(15)) / ticks);
    fact(kind::gauge, "process_threads", "Threads.", field(20));
    fact(kind::gauge, "process_start_time_seconds", "Start of the process in Unix time.",
         boot_time() + field(22) / ticks);
    fact(kind::gauge, "process_virtual_memory_bytes", "Virtual memory.", field(23));
    fact(kind::gauge, "process_resident_memory_bytes", "Resident memory.", field(24) * page);
  }
  fact(kind::gauge, "process_open_fds", "Open file descriptors.",
       static_cast<double>(open_files()));
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0)
    fact(kind::gauge, "process_max_fds", "Most file descriptors that may be open.",
         static_cast<double>(files.rlim_cur));
  return facts;
}

} // namespace weft::metrics
