#include "protocol/k8s/strategic_merge.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using weft::testing::of;

TEST_CASE("lists of a strategic merge patch merge as their kind says", "[k8s][patch]") {
  const auto by = *k8s::read_schema(of(R"({"type":"object","properties":{
    "containers":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
      "items":{"type":"object"}},
    "finalizers":{"type":"array","x-kubernetes-list-type":"set","items":{}}}})"),
                                    "");
  const auto document
    = of(R"({"containers":[{"name":"a","image":"1"},{"name":"b"}],"finalizers":["x","y"],
             "args":[1,2],"m":{"k":"v","l":"w"}})");
  const auto [patch, outcome] = GENERATE(table<std::string, std::string>({
    {R"({"containers":[{"name":"a","image":"2"},{"name":"c"}]})",
     R"({"containers":[{"name":"a","image":"2"},{"name":"b"},{"name":"c"}],"finalizers":["x","y"],
         "args":[1,2],"m":{"k":"v","l":"w"}})"},
    {R"({"containers":[{"name":"a","$patch":"delete"}],"args":[3]})",
     R"({"containers":[{"name":"b"}],"finalizers":["x","y"],"args":[3],"m":{"k":"v","l":"w"}})"},
    {R"({"$setElementOrder/finalizers":["z"],"finalizers":["z"],"m":{"k":null}})",
     R"({"containers":[{"name":"a","image":"1"},{"name":"b"}],"finalizers":["x","y","z"],
         "args":[1,2],"m":{"l":"w"}})"},
    {R"({"$deleteFromPrimitiveList/finalizers":["x"],"m":{"$patch":"replace","n":"o"}})",
     R"({"containers":[{"name":"a","image":"1"},{"name":"b"}],"finalizers":["y"],"args":[1,2],
         "m":{"n":"o"}})"},
    {R"({"m":{"$retainKeys":["k"],"k":"z"},"args":null})",
     R"({"containers":[{"name":"a","image":"1"},{"name":"b"}],"finalizers":["x","y"],
         "m":{"k":"z"}})"},
  }));
  CHECK(k8s::strategic_merge(document, of(patch), &by) == of(outcome));
}
