#pragma once

#include "adapters/k8s/access.hpp"
#include "adapters/k8s/credentials.hpp"
#include "adapters/metrics/registry.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace weft::k8s {

/// Runs the plugin once and calls back once, on an I/O thread, with its standard output;
/// errc::forbidden when it failed, in words.
using plugin_runner
  = std::function<void(const exec_plugin& plugin, std::function<void(result<std::string>)> done)>;

/// Runs plugins as processes without a shell, bounded in time and output.
/// @param numbers Where the runs are counted; outlives them, may be null.
plugin_runner run_plugin(net::transport& io, const credential_settings& how,
                         metrics::registry* numbers = nullptr);

/// Credentials from a plugin: kept until they expire or are rejected. The plugin runs at most once
/// at a time, and again when a fifth of a credential's life is left, which serves meanwhile;
/// whoever has none waits for the run. A failure is the answer for five seconds.
/// @param numbers Where the credentials' lives are measured; outlives the source, may be null.
/// @param wall The time that expiries are told in.
std::shared_ptr<credential_source>
make_exec_source(exec_plugin plugin, plugin_runner run, metrics::registry* numbers = nullptr,
                 std::function<std::chrono::system_clock::time_point()> wall
                 = std::chrono::system_clock::now);

} // namespace weft::k8s
