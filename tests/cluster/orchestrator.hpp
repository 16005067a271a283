#pragma once

#include "tests/cluster/child.hpp"
#include "tests/cluster/listed_rule.hpp"
#include "tests/cluster/web.hpp"

#include <string>
#include <vector>

namespace weft::tests {

/// One applied change of a profile's rules.
struct journal_line {
  std::string author;
  std::int64_t module = 0;
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> removed;
};

/// `weft sim velocloud`, a process of its own on a port of its own, and what it saw.
class orchestrator {
public:
  /// Starts it and waits until it serves.
  orchestrator();

  const std::string& url() const { return url_; }
  const std::string& ca_pem() const { return ca_pem_; }
  /// What lets weft in.
  static const char* token();

  /// One of sim::counters by its JSON name: "calls", "writes", "lostUpdates"…
  std::int64_t count(const std::string& what);
  std::vector<listed_rule> rules();
  /// Names of the rules of a profile's global segment, from the top.
  std::vector<std::string> names(const std::string& profile = "Quick Start Profile");
  /// The document of a QOS module.
  json::value module(std::int64_t id);
  std::vector<journal_line> journal();
  /// Turns knobs: `{"latencyMs":[200,200]}`.
  void turn(const std::string& knobs);

  /// Waits a moment. @returns false once the process has ended.
  bool lives_on(std::chrono::milliseconds moment) { return !process_.wait(moment); }
  finished report() const { return process_.report(); }

private:
  said ask(const std::string& target);

  child process_;
  std::string url_;
  std::string ca_pem_;
  std::optional<web> to_;
};

} // namespace weft::tests
