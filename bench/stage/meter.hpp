#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace weft::bench {

/// Nanoseconds on CLOCK_BOOTTIME, which all processes of a machine share.
std::int64_t boottime_ns();

/// Processor time this process has used so far, user and system, of all its threads.
double cpu_seconds();

/// The same of another process; both from /proc. Zero when it is gone.
double cpu_seconds_of(int pid);

/// Resident memory of a process in MiB; 0 means this one.
double resident_mib(int pid = 0);

/// The most it has had resident, in MiB, since its start or since `forget_peak`.
double peak_mib(int pid = 0);
void forget_peak(int pid = 0);

/// Its threads; 0 means this one.
std::size_t threads_of(int pid = 0);

} // namespace weft::bench
