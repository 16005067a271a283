#include "adapters/settings/reader.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using Catch::Contains;

namespace {

using lines = std::vector<std::string>;

lines refused(const std::string& yaml, const config::sources& rest = {}) {
  lines all;
  for (auto& one : config::read_text(yaml, "weft.yaml", rest).complaints)
    all.push_back(to_string(one));
  return all;
}

} // namespace

TEST_CASE("an unknown key is refused with its line and the nearest key", "[settings]") {
  CHECK(refused("log:\n  level: info\nvelocloud:\n  resnyc: 5m\n")
        == lines{"weft.yaml:4: velocloud.resnyc: is not a key; did you mean velocloud.resync?"});
}

TEST_CASE("an unknown section is refused with the nearest section", "[settings]") {
  CHECK(refused("velcloud: {resync: 5m}")
        == lines{"weft.yaml:1: velcloud: is not a key; did you mean velocloud?"});
}

TEST_CASE("a key in the wrong section is shown its place", "[settings]") {
  CHECK(refused("runtime: {kubeconfig: a}")
        == lines{"weft.yaml:1: runtime.kubeconfig: is not a key; did you mean "
                 "kubernetes.kubeconfig?"});
}

TEST_CASE("a key like no other is told what there is", "[settings]") {
  CHECK(refused("log: {destination_of_lines: file}")
        == lines{"weft.yaml:1: log.destination_of_lines: is not a key; there are level, format"});
}

TEST_CASE("a duration without a unit is refused with examples of units", "[settings]") {
  CHECK(refused("velocloud:\n  resync: 300\n")
        == lines{"weft.yaml:2: velocloud.resync: must be a duration between 10s and 24h, with its "
                 "unit (250ms, 300s, 5m, 1h), not \"300\""});
}

TEST_CASE("a value out of range is refused with the range", "[settings]") {
  CHECK(refused("server: {port: 65536}")
        == lines{"weft.yaml:1: server.port: must be a whole number between 0 and 65535, not "
                 "\"65536\""});
  CHECK_THAT(refused("velocloud: {resync: 1s}").at(0), Contains("between 10s and 24h"));
  CHECK_THAT(refused("velocloud: {rate: 0}").at(0), Contains("between 0.1 and 1000"));
  CHECK_THAT(refused("velocloud: {max_body_bytes: 32}").at(0), Contains("KiB"));
}

TEST_CASE("a word that is not allowed is refused with the allowed ones", "[settings]") {
  CHECK(refused("velocloud: {adopt: Maybe}")
        == lines{"weft.yaml:1: velocloud.adopt: must be one of never, matching, always, not "
                 "\"Maybe\""});
}

TEST_CASE("a value of the wrong shape is refused", "[settings]") {
  CHECK_THAT(refused("lease: {enabled: yes}").at(0), Contains("must be true or false"));
  CHECK_THAT(refused("log: {level: [info]}").at(0), Contains("not a list"));
  CHECK_THAT(refused("log: {level: {is: info}}").at(0), Contains("not a section"));
  CHECK_THAT(refused("log: {level: }").at(0), Contains("not nothing"));
  CHECK_THAT(refused("log: info").at(0), Contains("must be a section"));
  CHECK_THAT(refused("- log").at(0), Contains("must be a section"));
  CHECK_THAT(refused("kubernetes: {namespaces: [a, B]}").at(0), Contains("list of namespace"));
}

TEST_CASE("what is not YAML, or says a thing twice, is refused with its line", "[settings]") {
  CHECK_THAT(refused("log:\n  level: [info\n").at(0),
             Contains("weft.yaml:") && Contains("not YAML"));
  CHECK(refused("log:\n  level: info\n  level: warn\n")
        == lines{"weft.yaml:3: log.level: is there twice"});
  CHECK(refused("log: {level: info}\n---\nlog: {level: warn}\n")
        == lines{"weft.yaml: must be one YAML document"});
}

TEST_CASE("everything wrong is said at once, whatever source it is in", "[settings]") {
  config::sources rest;
  rest.environment = {{"WEFT_LOG_LEVLE", "info"}, {"WEFT_SERVER_PORT", "http"}};
  rest.flags = {{"velocloud.adpot", "never"}, {"velocloud.rate", "fast"}};
  CHECK(refused("log:\n  level: loud\n  fromat: json\n", rest).size() == 6);
}

TEST_CASE("an unknown variable of ours is refused with the nearest", "[settings]") {
  config::sources rest;
  rest.environment = {{"WEFT_LOG_LEVLE", "info"}};
  CHECK(refused("", rest)
        == lines{"environment WEFT_LOG_LEVLE: no setting has this name; did you mean "
                 "WEFT_LOG_LEVEL?"});
}

TEST_CASE("a variable that only resembles those of a Service is refused", "[settings]") {
  const auto name = GENERATE("WEFT_SERVICE_HOSTS", "WEFT_VELOCLOUD_PORTAL", "WEFT_PORT_8081_TCPS",
                             "WEFT_SERVICE_HOST\n");
  CAPTURE(name);
  config::sources rest;
  rest.environment = {{name, "x"}};
  CHECK(refused("", rest).size() == 1);
}

TEST_CASE("a secret is refused where others can read it, and never repeated", "[settings]") {
  CHECK(refused("velocloud:\n  token: hush\n")
        == lines{"weft.yaml:2: velocloud.token: a secret does not belong into this file; use "
                 "WEFT_VELOCLOUD_TOKEN, or a file of its own"});
  config::sources rest;
  rest.flags = {{"velocloud.token", "hush"}};
  rest.environment = {{"VCO_TOKEN", "hush hush"}};
  auto said = refused("", rest);
  REQUIRE(said.size() == 2);
  for (auto& line : said)
    CHECK_THAT(line, !Contains("hush"));
}

TEST_CASE("values that contradict each other are refused together with their source",
          "[settings]") {
  CHECK(refused("lease:\n  duration: 10s\n  renew_deadline: 10s\n")
        == lines{"weft.yaml:3: lease.renew_deadline: must be shorter than lease.duration (10s)"});
  CHECK_THAT(refused("lease: {retry_period: 9s}").at(0), Contains("1.2 times"));
  CHECK_THAT(refused("velocloud: {ca_file: a, insecure_skip_tls_verify: true}").at(0),
             Contains("contradicts velocloud.ca_file"));
  CHECK_THAT(refused("velocloud: {user_file: a}").at(0), Contains("belong together"));
  CHECK_THAT(refused("velocloud: {debounce: 3s}").at(0), Contains("debounce_cap (2s)"));
}

TEST_CASE("an orchestrator needs a URL and exactly one way in", "[settings]") {
  CHECK(refused("velocloud: {enabled: true}").size() == 2);
  CHECK(refused("velocloud: {enabled: true, url: 'https://v', token_file: t}").empty());
  CHECK(refused("velocloud: {enabled: true, url: 'https://v', token_file: t, user_file: u, "
                "password_file: p}")
          .size()
        == 1);
  CHECK_THAT(refused("velocloud: {url: 'vco.example.com'}").at(0), Contains("http or https URL"));
}

TEST_CASE("a file that is not there is named", "[settings]") {
  config::sources from;
  from.file = "no/such/weft.yaml";
  auto said = config::read(from).complaints;
  REQUIRE(said.size() == 1);
  CHECK(to_string(said.front())
        == "settings file: cannot read no/such/weft.yaml: No such file or directory");
}
