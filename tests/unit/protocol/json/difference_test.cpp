#include "protocol/json/difference.hpp"
#include "tests/printing.hpp"

using namespace weft;

namespace {

using paths = std::vector<std::string>;

paths between(const char* before, const char* after) {
  const auto was = *json::parse(before);
  const auto is = *json::parse(after);
  paths out;
  for (const auto& one : json::differences(was, is))
    out.push_back(one.path + (one.before ? "" : " new") + (one.after ? "" : " gone"));
  return out;
}

} // namespace

TEST_CASE("equal documents differ nowhere, whatever the order of their members", "[json]") {
  CHECK(between(R"({"a":1,"b":[1,{"c":null}]})", R"({"b":[1,{"c":null}],"a":1})").empty());
}

TEST_CASE("a difference is named as deep down as it can be", "[json]") {
  CHECK(between(R"({"a":{"b":[{"c":1},2]}})", R"({"a":{"b":[{"c":2},2]}})") == paths{"a.b[0].c"});
  CHECK(between(R"({"a":{"x":1}})", R"({"a":{"y":1}})") == paths{"a.x gone", "a.y new"});
}

TEST_CASE("what cannot be compared inside differs as a whole", "[json]") {
  CHECK(between("[1,2]", "[1]") == paths{""});
  CHECK(between(R"({"a":{}})", R"({"a":[]})") == paths{"a"});
  CHECK(between(R"({"a":1})", R"({"a":1.0})") == paths{"a"});
}
