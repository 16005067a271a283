#include "protocol/k8s/json_path.hpp"
#include "tests/printing.hpp"

using namespace weft;

TEST_CASE("a path reaches what kubectl's columns mean", "[k8s][json_path]") {
  const auto document = *json::parse(R"({"spec":{"size":3,"a.b":"dot"},"list":[
    {"name":"x","n":1},{"name":"y","n":2}],"status":{"conditions":[
    {"type":"Synced","status":"False"},{"type":"Ready","status":"True"}]}})");
  const auto [path, reached] = GENERATE(table<std::string, std::string>({
    {".spec.size", "3"},
    {"{.spec.size}", "3"},
    {"$.spec.size", "3"},
    {R"(.spec.a\.b)", R"("dot")"},
    {".spec['a.b']", R"("dot")"},
    {".list[0].name", R"("x")"},
    {".list[-1].name", R"("y")"},
    {".list[7].name", ""},
    {".list[*].name", R"("x""y")"},
    {R"(.status.conditions[?(@.type=="Ready")].status)", R"("True")"},
    {".status.conditions[?(@.type == 'Nope')].status", ""},
    {".list[?(@.n > 1)].name", R"("y")"},
    {".list[?(@.n <= 1)].name", R"("x")"},
    {".list[?(@.name)].n", "12"},
    {".nope.deeper", ""},
  }));
  const auto compiled = k8s::json_path::compile(path);
  INFO(path);
  REQUIRE(compiled);
  std::string all;
  for (const auto* one : compiled->find(document))
    all += json::write(*one);
  CHECK(all == reached);
}

TEST_CASE("what is no path is refused", "[k8s][json_path]") {
  const auto path = GENERATE(Catch::Generators::as<std::string>{}, "a", ".a[", ".a[x]",
                             ".a[?(@.b==)]", ".a..b", ".a['b", ".a[?(b)]");
  CHECK_FALSE(k8s::json_path::compile(path));
}
