#include "bench/stage/meter.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace weft::bench {

namespace {

std::string folder_of(int pid) {
  return pid == 0 ? "/proc/self" : "/proc/" + std::to_string(pid);
}

double seconds(const timeval& span) {
  return static_cast<double>(span.tv_sec) + static_cast<double>(span.tv_usec) / 1e6;
}

/// The number after `name` in /proc/PID/status; 0 when there is none.
double status_number(int pid, const std::string& name) {
  std::ifstream from{folder_of(pid) + "/status"};
  for (std::string line; std::getline(from, line);)
    if (line.starts_with(name))
      return std::stod(line.substr(name.size()));
  return 0;
}

} // namespace

std::int64_t boottime_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double cpu_seconds_of(int pid) {
  std::ifstream from{folder_of(pid) + "/stat"};
  std::string line;
  std::getline(from, line);
  const auto name_end = line.rfind(')');
  if (name_end == line.npos)
    return 0;
  std::istringstream rest{line.substr(name_end + 2)};
  std::string skipped;
  for (int field = 3; field < 14; ++field)
    rest >> skipped;
  double user = 0;
  double system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double resident_mib(int pid) {
  return status_number(pid, "VmRSS:") / 1024;
}

double peak_mib(int pid) {
  return status_number(pid, "VmHWM:") / 1024;
}

void forget_peak(int pid) {
  std::ofstream{folder_of(pid) + "/clear_refs"} << "5\n"; // @see proc(5)
}

std::size_t threads_of(int pid) {
  return static_cast<std::size_t>(status_number(pid, "Threads:"));
}

} // namespace weft::bench
