#include "adapters/k8s/simulator/server.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace weft;

namespace {

constexpr const char* definition = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.kubectl.weft.io}
spec:
  group: kubectl.weft.io
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns:
    - {name: Size, type: integer, jsonPath: .spec.size}
    - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              size: {type: integer, maximum: 10}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
)";

constexpr const char* widget = R"(
apiVersion: kubectl.weft.io/v1
kind: Widget
metadata: {name: one}
spec: {size: 3}
)";

/// A directory of the test's own, removed with it.
class scratch {
public:
  scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "weft-kubectl-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    where_ = name;
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() { std::filesystem::remove_all(where_); }

  std::string put(const char* name, const std::string& text) const {
    const auto file = where_ / name;
    std::ofstream{file} << text;
    return file.string();
  }

  std::string path() const { return where_.string(); }

private:
  std::filesystem::path where_;
};

/// kubectl against one simulator; what it prints, errors included.
struct kubectl {
  std::string operator()(const std::string& arguments) const {
    const auto line = "HOME=" + files.path() + " '" + program + "' --kubeconfig '" + config
                      + "' --request-timeout=20s " + arguments + " 2>&1";
    std::string out;
    auto* from = popen(line.c_str(), "r");
    REQUIRE(from);
    std::array<char, 4096> part{};
    while (const auto size = std::fread(part.data(), 1, part.size(), from))
      out.append(part.data(), size);
    pclose(from);
    return out;
  }

  std::string program;
  const scratch& files;
  std::string config;
};

} // namespace

TEST_CASE("an unmodified kubectl works against the simulator", "[k8s][contract][kubectl]") {
  const char* assets = std::getenv("KUBEBUILDER_ASSETS");
  const auto program = assets ? std::string{assets} + "/kubectl" : "";
  if (!std::filesystem::exists(program)) {
    WARN("SKIPPED: there is no kubectl in $KUBEBUILDER_ASSETS");
    return;
  }
  net::transport io;
  const auto identity = net::make_identity();
  k8s::simulator_settings how;
  how.core.tokens = {{"secret", "admin"}};
  how.where.tls = true;
  how.where.identity = identity.server;
  k8s::simulator server{io, how};
  const scratch files;
  const kubectl run{
    program, files,
    files.put("config", k8s::make_kubeconfig(server.port(), identity.ca_pem, "secret"))};
  const auto crd = files.put("crd.yaml", definition);
  const auto one = files.put("one.yaml", widget);
  using Catch::Contains;

  CHECK_THAT(run("api-resources"), Contains("customresourcedefinitions"));
  CHECK_THAT(run("apply -f " + crd), Contains("created"));
  CHECK_THAT(run("wait --for=condition=Established --timeout=10s crd/widgets.kubectl.weft.io"),
             Contains("condition met"));
  CHECK_THAT(run("apply -f " + one), Contains("widget.kubectl.weft.io/one created"));
  CHECK_THAT(run("apply -f " + one), Contains("widget.kubectl.weft.io/one unchanged"));
  CHECK_THAT(run("get wd"), Contains("NAME   SIZE   READY\none    3"));
  CHECK_THAT(run("patch wd one --subresource=status --type=merge -p "
                 R"('{"status":{"conditions":[{"type":"Ready","status":"True"}]}}')"),
             Contains("patched"));
  CHECK_THAT(run("wait --for=condition=Ready --timeout=10s wd/one"), Contains("condition met"));
  CHECK_THAT(run("get wd -o wide"), Contains("True"));
  CHECK_THAT(run("label wd one a=b"), Contains("labeled"));
  CHECK_THAT(run("annotate wd one c=d"), Contains("annotated"));
  CHECK_THAT(run("get wd -l a=b -o name"), Contains("widget.kubectl.weft.io/one"));
  CHECK_THAT(run("describe wd one"), Contains("Size:  3"));
  CHECK_THAT(run("patch wd one --type=merge -p '{\"spec\":{\"size\":11}}'"),
             Contains("spec.size in body should be less than or equal to 10"));
  CHECK_THAT(run("apply --server-side --force-conflicts -f " + one),
             Contains("serverside-applied"));
  CHECK_THAT(run("apply --dry-run=server -f " + one), Contains("(server dry run)"));
  CHECK_THAT(run("get wd -w --request-timeout=2s"), Contains("one    3"));
  CHECK_THAT(run("explain widget.spec"), Contains("size\t<integer>"));
  CHECK_THAT(run("create namespace demo"), Contains("namespace/demo created"));
  CHECK_THAT(run("create configmap c --from-literal=k=v -n demo"), Contains("created"));
  CHECK_THAT(run("label configmap c -n demo l=m"), Contains("labeled"));
  CHECK_THAT(run("get configmap c -n demo -o jsonpath='{.data.k}{.metadata.labels.l}'"),
             Contains("vm"));
  CHECK_THAT(run("delete namespace demo --timeout=10s"), Contains("deleted"));
  CHECK_THAT(run("delete wd one --timeout=10s"), Contains("deleted"));
  CHECK_THAT(run("get wd"), Contains("No resources found"));
}
