#pragma once

#include "adapters/cni/plugin_runner.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/folder.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

namespace weft::cni::testing {

using namespace std::chrono_literals;

/// Shell scripts as plugins, run by the real runner.
class scripts {
public:
  void add(const std::string& name, const std::string& body) const {
    const auto file = here.write("bin/" + name, "#!/bin/sh\n" + body + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }

  invocation call(const std::string& type, std::string input = "{}") const {
    return {verb::add,
            type,
            {{"CNI_COMMAND", "ADD"},
             {"CNI_CONTAINERID", "s1"},
             {"CNI_PATH", (here.path() / "none").string() + ":" + bin()}},
            std::move(input)};
  }

  /// Starts it; it is held.
  void start(invocation what, std::chrono::milliseconds deadline = patience) {
    held = {};
    ended = {};
    plugin = runner.start(std::move(what), deadline, {held.callback(), ended.callback()});
  }

  /// All of it.
  execution run(invocation what, std::chrono::milliseconds deadline = patience) {
    start(std::move(what), deadline);
    held.get();
    plugin->release();
    return ended.get();
  }

  std::string bin() const { return (here.path() / "bin").string(); }
  std::string at(const std::string& file) const { return (here.path() / file).string(); }
  bool exists(const std::string& file) const { return std::filesystem::exists(at(file)); }

  folder here;
  net::transport io;
  plugin_runner runner{io, {}};
  awaited<process_group> held;
  awaited<execution> ended;
  std::unique_ptr<plugin_start> plugin;
};

} // namespace weft::cni::testing
