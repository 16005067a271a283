#include "adapters/yaml/reader.hpp"
#include "tests/printing.hpp"

using namespace weft;

namespace {

json::value one(std::string_view text) {
  auto read = yaml::read(text);
  REQUIRE(read);
  return *read;
}

} // namespace

// Expectations were taken from a kube-apiserver 1.36.
TEST_CASE("a plain scalar means what Kubernetes takes it for", "[yaml]") {
  const auto [written, meant]
    = GENERATE(table<std::string, std::string>({{"yes", "true"},
                                                {"y", "true"},
                                                {"on", "true"},
                                                {"Off", "false"},
                                                {"NO", "false"},
                                                {"True", "true"},
                                                {"010", "8"},
                                                {"0o10", "8"},
                                                {"0x1F", "31"},
                                                {"1_000", "1000"},
                                                {"1e3", "1000"},
                                                {"1.0", "1"},
                                                {".5", "0.5"},
                                                {"~", "null"},
                                                {"Null", "null"},
                                                {"2026-01-01", R"("2026-01-01")"},
                                                {"1:30", R"("1:30")"},
                                                {"+5", "5"},
                                                {"-7", "-7"},
                                                {"0b11", "3"},
                                                {"1.", "1"},
                                                {"-0", "0"},
                                                {"=", R"("=")"},
                                                {"1.5e10", "15000000000"},
                                                {"\"yes\"", R"("yes")"},
                                                {"'5'", R"("5")"},
                                                {"!!str 5", R"("5")"},
                                                {"9007199254740993", "9007199254740993"},
                                                {"1.2.3.4", R"("1.2.3.4")"},
                                                {"10.0.0.0/8", R"("10.0.0.0/8")"},
                                                {"-", "[null]"},
                                                {"v1", R"("v1")"},
                                                {"\"\"", R"("")"}}));
  CHECK(json::write(one(written)) == meant);
}

TEST_CASE("member names become text and keep their order", "[yaml]") {
  CHECK(json::write(one("{1: a, true: b, z: c, 1.5: d}"))
        == R"({"1":"a","true":"b","z":"c","1.5":"d"})");
}

TEST_CASE("anchors, aliases and merge keys are resolved, own members winning", "[yaml]") {
  CHECK(json::write(one("a: &x {k: v, j: 0}\nc: {<<: *x, j: 1}\n"))
        == R"({"a":{"k":"v","j":0},"c":{"j":1,"k":"v"}})");
}

TEST_CASE("a document that holds itself, or grows without end, is refused", "[yaml]") {
  std::string growing = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (const char name : std::string{"bcdefghi"}) {
    const auto last = std::string{"*"} + static_cast<char>(name - 1);
    growing.append(1, name).append(": &").append(1, name).append(" [" + last);
    for (int i = 0; i < 9; ++i)
      growing.append(", " + last);
    growing += "]\n";
  }
  for (const auto& text : {growing, std::string{"&a [*a]"}, std::string{"&a [*a, *a, *a]"},
                           std::string{"&a {b: *a}"}, std::string{"&a {<<: *a, b: [*a, *a]}"}}) {
    const auto read = yaml::read(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::malformed);
  }
}

TEST_CASE("several documents are read in order and empty ones are left out", "[yaml]") {
  const auto all = yaml::read_all("# nothing\n---\na: 1\n---\n---\nb: 2\n");
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(json::write((*all)[1]) == R"({"b":2})");
  CHECK_FALSE(yaml::read("a: 1\n---\nb: 2\n"));
  CHECK(one("").is_null());
}

TEST_CASE("JSON is YAML", "[yaml]") {
  const std::string text = R"({"a":[1,"x",null,{"b":true}],"c":"1"})";
  CHECK(json::write(one(text)) == text);
}

TEST_CASE("what is not YAML names its line and column", "[yaml]") {
  const auto [written, place]
    = GENERATE(table<std::string, std::string>({{"a: b: c", "line 1, column 5"},
                                                {"a: 1\nb: [1\n", "line 3"},
                                                {"a: 1\nb: 2\na: 3\n", "line 3"},
                                                {"a: 1\nb: .inf\n", "line 2"},
                                                {"? [1]\n: 2\n", "line 1"},
                                                {", a\n", "line 1"},
                                                {"a: 1\n]\n", "line 2"}}));
  const auto read = yaml::read(written);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::malformed);
  CHECK_THAT(read.error().what, Catch::Contains(place));
}
