#include "adapters/log/line.hpp"
#include "adapters/log/log.hpp"
#include "protocol/json/value.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr auto as_json = log_settings::layout::json;
constexpr auto as_logfmt = log_settings::layout::logfmt;
const std::chrono::system_clock::time_point noon{1'767'268'800'042ms};

std::string line(log_settings::layout layout, std::string_view sentence, log::fields about) {
  return log::make_line({layout, false}, noon, log::level::info, sentence, about);
}

/// What the test wrote, in place of stderr; stderr again at the end.
struct recorded {
  explicit recorded(const log_settings& how) {
    log::start(how, [this](std::string_view one) { lines.emplace_back(one); });
  }
  ~recorded() { log::start({}); }
  std::vector<std::string> lines;
};

} // namespace

TEST_CASE("a logfmt line is a sentence and its pairs in their order", "[log]") {
  CHECK(
    line(as_logfmt, "Rule written", {{"object", "VelocloudBP/ns/a"}, {"count", 3}, {"ok", true}})
    == "ts=2026-01-01T12:00:00.042Z level=info msg=\"Rule written\" object=VelocloudBP/ns/a "
       "count=3 ok=true");
}

TEST_CASE("a JSON line is one object that reads back", "[log]") {
  auto text = line(as_json, "Rule \"x\" written",
                   {{"took", 1500ms}, {"text", "a\nb\t\x01"}, {"size", std::size_t{7}}});
  auto read = json::parse(text);
  REQUIRE(read);
  CHECK(read->find("ts")->text_or("") == "2026-01-01T12:00:00.042Z");
  CHECK(read->find("level")->text_or("") == "info");
  CHECK(read->find("msg")->text_or("") == "Rule \"x\" written");
  CHECK(read->find("took")->as_number()->literal == "1.5");
  CHECK(read->find("text")->text_or("") == "a\nb\t\x01");
  CHECK(read->find("size")->int_or(0) == 7);
}

TEST_CASE("no text can start a second line or a second pair", "[log]") {
  auto text = line(as_logfmt, "Seen", {{"name", "x\nlevel=error msg=\"fake\""}, {"none", ""}});
  CHECK(text.find('\n') == std::string::npos);
  CHECK_THAT(text, Contains(R"(name="x\nlevel=error msg=\"fake\"")"));
  CHECK_THAT(text, Contains("none=\"\""));
}

TEST_CASE("what is not UTF-8 is replaced, what is stays", "[log]") {
  CHECK(log::well_formed("gr\xc3\xbc\xc3\x9f \xf0\x9f\x9a\x80")
        == "gr\xc3\xbc\xc3\x9f \xf0\x9f\x9a\x80");
  CHECK(log::well_formed("a\xff\xc3") == "a\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(log::well_formed("\xc0\xaf") == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(log::well_formed("\xed\xa0\x80") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(json::parse(line(as_json, "\xff", {{"k", "\xfe"}})));
}

TEST_CASE("a number without a JSON word becomes null", "[log]") {
  auto text = line(as_json, "Seen", {{"rate", std::numeric_limits<double>::infinity()}});
  CHECK(json::parse(text)->find("rate")->is_null());
}

TEST_CASE("colour is for terminals and only the level", "[log]") {
  auto shown = log::make_line({as_logfmt, true}, noon, log::level::error, "Seen", {});
  CHECK_THAT(shown, Contains("level=\x1b[31merror\x1b[0m msg=Seen"));
  CHECK_THAT(log::make_line({as_json, true}, noon, log::level::error, "Seen", {}),
             !Contains("\x1b"));
}

TEST_CASE("the level decides what is written and can change while we run", "[log]") {
  recorded here{{log::level::warn, as_logfmt}};
  log::info("Not seen");
  log::warn("Seen");
  CHECK(here.lines.size() == 1);
  log::debug("Not seen either");
  log::show(log::level::debug);
  log::debug("Seen as well", {{"k", 1}});
  REQUIRE(here.lines.size() == 2);
  CHECK_THAT(here.lines.back(), Contains("level=debug msg=\"Seen as well\" k=1"));
}

TEST_CASE("lines of many threads do not mix", "[log]") {
  recorded here{{log::level::info, as_json}};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] {
      for (int n = 0; n < 200; ++n)
        log::info("Counted", {{"thread", i}, {"n", n}});
    });
  for (auto& one : threads)
    one.join();
  CHECK(here.lines.size() == 800);
  for (auto& one : here.lines)
    if (!json::parse(one))
      FAIL_CHECK(one);
}

TEST_CASE("a format character in a text is a character", "[log]") {
  recorded here{{log::level::info, as_logfmt}};
  log::info("Seen {} %v", {{"k", "%s{}"}});
  CHECK_THAT(here.lines.at(0), Contains("msg=\"Seen {} %v\" k=%s{}"));
}

TEST_CASE("a secret is no value of a field", "[log]") {
  CHECK_FALSE(std::is_constructible_v<log::field, const char*, secret>);
}
