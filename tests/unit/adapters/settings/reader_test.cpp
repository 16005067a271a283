#include "adapters/settings/keys.hpp"
#include "adapters/settings/reader.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace std::chrono_literals;
using namespace weft;
using config::read_text;

namespace {

std::string example() {
  std::ifstream file{std::string{WEFT_SOURCE_DIR} + "/config/weft.yaml"};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> complaints(const config::reading& about) {
  std::vector<std::string> lines;
  for (auto& one : about.complaints)
    lines.push_back(to_string(one));
  return lines;
}

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("the example file holds every key and changes nothing", "[settings]") {
  auto read = read_text(example(), "weft.yaml");
  CHECK(complaints(read) == lines{});
  for (auto& known : config::keys()) {
    CAPTURE(known.path);
    CHECK(read.origins.contains(known.path) == known.from_file);
    CHECK(known.show(read.values) == known.show(settings{}));
    CHECK(known.help.size() > 5);
  }
}

TEST_CASE("every default is a value that its key allows", "[settings]") {
  for (auto& known : config::keys()) {
    settings into;
    CAPTURE(known.path, known.show(into));
    CHECK(known.read(known.show(into), into));
  }
}

TEST_CASE("flags win over the environment, the environment over the file", "[settings]") {
  config::sources rest;
  rest.environment = {{"WEFT_VELOCLOUD_RESYNC", "2m"}, {"WEFT_VELOCLOUD_SWEEP", "2h"}};
  rest.flags = {{"velocloud.resync", "3m"}};
  auto read = read_text("velocloud: {resync: 1m, sweep: 1h, quarantine: 1m}", "f", rest);
  CHECK(complaints(read) == lines{});
  CHECK(read.values.velocloud.resync == 3min);
  CHECK(read.values.velocloud.sweep == 2h);
  CHECK(read.values.velocloud.quarantine == 1min);
  CHECK(read.values.velocloud.debounce == 250ms);
  CHECK(read.origins["velocloud.resync"] == "flag --velocloud-resync");
  CHECK(read.origins["velocloud.sweep"] == "environment WEFT_VELOCLOUD_SWEEP");
  CHECK(read.origins["velocloud.quarantine"] == "f:1");
}

TEST_CASE("the names of the earlier operator are understood, and ours win", "[settings]") {
  config::sources rest;
  rest.environment = {{"VCO_URL", "https://vco.example.com/portal/rest/"},
                      {"VCO_TOKEN", "abc"},
                      {"res_namespace", "ns1"},
                      {"WEFT_VELOCLOUD_ENABLED", "true"}};
  auto read = config::read(rest);
  CHECK(complaints(read) == lines{});
  CHECK(read.values.velocloud.url == "https://vco.example.com");
  CHECK(read.values.velocloud.token.revealed == "abc");
  CHECK(read.values.kubernetes.namespaces == lines{"ns1"});

  rest.environment["WEFT_VELOCLOUD_URL"] = "https://other.example.com";
  CHECK(config::read(rest).values.velocloud.url == "https://other.example.com");
}

TEST_CASE("an orchestrator's URL may carry its portal path", "[settings]") {
  auto spelled = GENERATE(Catch::Generators::as<std::string>{}, "https://v:8443", "https://v:8443/",
                          "https://v:8443/portal", "https://v:8443/portal/",
                          "https://v:8443/portal/rest", "https://v:8443/portal/rest/");
  config::sources rest;
  rest.flags = {{"velocloud.url", spelled}};
  CHECK(config::read(rest).values.velocloud.url == "https://v:8443");
}

TEST_CASE("variables that Kubernetes makes for a Service named weft are no mistakes",
          "[settings]") {
  config::sources rest;
  rest.environment = {{"WEFT_SERVICE_HOST", "10.0.0.9"},
                      {"WEFT_PORT", "tcp://10.0.0.9:8081"},
                      {"WEFT_PORT_8081_TCP_ADDR", "10.0.0.9"},
                      {"WEFT_METRICS_SERVICE_PORT_HTTP", "8081"},
                      {"WEFT_CONFIG", "weft.yaml"}};
  CHECK(complaints(config::read(rest)) == lines{});
}

TEST_CASE("names of keys do not collide in the environment or on the command line", "[settings]") {
  std::vector<std::string> names;
  for (auto& known : config::keys()) {
    names.push_back(environment_name(known));
    names.push_back(flag_name(known));
  }
  auto count = names.size();
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  CHECK(names.size() == count);
  CHECK(config::flag_name(*config::find_key("velocloud.min_write_interval"))
        == "--velocloud-min-write-interval");
}
