#include "tests/chaos/observer.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <sstream>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto limit = 180s;

std::filesystem::path said_to(const installation& here) {
  return here.write("acknowledged", "");
}

command look_on(const installation& here) {
  const auto& servers = here.cluster;
  return {{WEFT_OBSERVER, servers.url(), servers.ca_file().string(), servers.token("admin"),
           here.vco.url(), here.write("vco-ca.pem", here.vco.ca_pem()).string(),
           (servers.folder() / "acknowledged").string()},
          {},
          {}};
}

} // namespace

observer::observer(const installation& here)
  : acknowledged_(said_to(here), std::ios::app), process_(look_on(here)) {}

void observer::tell(const json::value& what) {
  acknowledged_ << json::write(what) << std::endl; // it reads along
}

void observer::hear_of(const json::value& object) {
  tell(json::value::of({{"object", object}}));
}

void observer::hear_of_deletion(const std::string& uid) {
  tell(json::value::of({{"deleted", uid}}));
}

std::vector<std::string> observer::judgement() {
  tell(json::value::of({{"judge", ++judgements_}}));
  const auto before = "judged " + std::to_string(judgements_ - 1) + ",";
  const auto last = "judged " + std::to_string(judgements_) + ",";
  const auto end = std::chrono::steady_clock::now() + limit;
  while (process_.report().out.find(last) == std::string::npos)
    if (process_.wait(look_again) || std::chrono::steady_clock::now() > end)
      FAIL("the observer does not judge: " << process_.report().err);
  std::istringstream lines{process_.report().out};
  std::vector<std::string> violations;
  for (std::string line; std::getline(lines, line) && !line.starts_with(last);)
    if (line.starts_with(before))
      violations.clear(); // what was judged then is said again
    else if (!line.starts_with("judged"))
      violations.push_back(line);
  return violations;
}

} // namespace weft::tests
