#include "tests/cluster/orchestrator.hpp"

#include "adapters/velocloud/sim/fixture.hpp"

#include <catch2/catch.hpp>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto start_limit = 60s;
constexpr const char* last_line = "-----END CERTIFICATE-----\n";

std::vector<std::string> texts(const json::value* list) {
  std::vector<std::string> out;
  if (list && list->as_array())
    for (const auto& one : *list->as_array())
      out.emplace_back(one.text_or(""));
  return out;
}

} // namespace

orchestrator::orchestrator() : process_({{WEFT_PROGRAM, "sim", "velocloud"}, {}, {}}) {
  const auto limit = std::chrono::steady_clock::now() + start_limit;
  std::string said;
  while (said.find(last_line) == said.npos) {
    if (process_.wait(look_again) || std::chrono::steady_clock::now() > limit)
      FAIL("the VCO simulator does not serve: " << process_.report().err);
    said = process_.report().out;
  }
  const auto at = said.find("https://");
  url_ = said.substr(at, said.find('\n', at) - at);
  ca_pem_ = said.substr(said.find("-----BEGIN"));
  to_.emplace(endpoint_of(url_), net::tls_settings{ca_pem_, {}, {}, {}, false},
              net::headers{{"Accept", "application/json"}});
}

const char* orchestrator::token() {
  return velocloud::sim::demo_token;
}

said orchestrator::ask(const std::string& target) {
  auto got = to_->get(target);
  if (got.status != 200)
    FAIL("the VCO simulator refuses " << target << ": " << got.status << " " << got.body);
  return got;
}

std::int64_t orchestrator::count(const std::string& what) {
  const auto all = ask("/weft/counters").document();
  if (!all.find(what))
    FAIL("there is no counter " << what);
  return all.find(what)->int_or(-1);
}

std::vector<listed_rule> orchestrator::rules() {
  return read_rules(ask("/weft/rules").document());
}

std::vector<std::string> orchestrator::names(const std::string& profile) {
  std::vector<std::string> out;
  for (const auto& one : rules())
    if (one.profile == profile && one.segment == "Global Segment")
      out.push_back(one.name);
  return out;
}

json::value orchestrator::module(std::int64_t id) {
  return ask("/weft/modules/" + std::to_string(id)).document();
}

std::vector<journal_line> orchestrator::journal() {
  const auto all = ask("/weft/journal").document();
  std::vector<journal_line> out;
  for (const auto& one : *all.as_array())
    out.push_back({text_at(one, {"author"}), one.int_at({"module"}, 0), texts(one.find("added")),
                   texts(one.find("changed")), texts(one.find("removed"))});
  return out;
}

void orchestrator::turn(const std::string& knobs) {
  const auto got = to_->send("POST", "/weft/knobs", knobs);
  if (got.status != 200)
    FAIL("the VCO simulator has no such knob: " << got.body);
}

} // namespace weft::tests
