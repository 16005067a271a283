#include "tests/cluster/child.hpp"
#include "tests/folder.hpp"
#include "tests/requires.hpp"

#include <csignal>

using namespace weft::tests;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr auto patience = 150s;

std::string object(const std::string& name, int port) {
  return "apiVersion: vcn.cloud/v1\nkind: VelocloudBP\nmetadata: {name: " + name
         + ", namespace: ns1}\nspec: {profile: Quick Start Profile, fqdn: " + name
         + ".vcn.cloud, dport: " + std::to_string(port) + "}\n";
}

/// An unmodified kubectl with one kubeconfig.
struct kubectl {
  command of(std::vector<std::string> words, std::string input = {},
             std::vector<std::string> environment = {}) const {
    std::vector<std::string> all{program, "--kubeconfig", kubeconfig, "--cache-dir", cache};
    all.insert(all.end(), words.begin(), words.end());
    environment.emplace_back("GOMAXPROCS=2");
    return {std::move(all), std::move(environment), std::move(input)};
  }

  /// What it printed, both ways; fails the check when it failed.
  std::string operator()(std::vector<std::string> words, std::string input = {},
                         std::vector<std::string> environment = {}) const {
    const auto end = run(of(std::move(words), std::move(input), std::move(environment)));
    CAPTURE(end.err, end.out);
    CHECK(end.code == 0);
    return end.out + end.err;
  }

  std::string program;
  std::string kubeconfig;
  std::string cache;
};

/// Waits until a process has printed these words. @returns all it printed.
std::string await_output(child& process, const std::string& words) {
  const auto limit = std::chrono::steady_clock::now() + patience;
  auto out = process.report().out;
  for (; out.find(words) == out.npos; out = process.report().out)
    if (process.wait(look_again) || std::chrono::steady_clock::now() > limit)
      FAIL("it never said " << words << ": " << out << process.report().err);
  return out;
}

/// What a person does with objects, from first to last.
void live_with(const kubectl& use, bool controlled) {
  child looking{use.of({"get", "velo", "-n", "ns1", "-w", "--output-watch-events"})};
  CHECK_THAT(use({"apply", "-f", "-"}, object("app", 443)), Contains("app created"));
  CHECK_THAT(use({"apply", "-f", "-"}, object("app", 443)), Contains("app unchanged"));
  CHECK_THAT(use({"apply", "--server-side", "-f", "-"}, object("other", 443)),
             Contains("other serverside-applied"));
  if (controlled)
    CHECK_THAT(use({"wait", "--for=condition=Ready", "--timeout=150s", "-n", "ns1", "velo/app",
                    "velo/other"}),
               Contains("other condition met"));
  await_output(looking, "ADDED      app");
  CHECK_THAT(
    use({"edit", "velo", "app", "-n", "ns1"}, {}, {"KUBE_EDITOR=sed -i /dport:/s/443/8443/"}),
    Contains("app edited"));
  CHECK_THAT(use({"get", "velo", "app", "-n", "ns1", "-o", "jsonpath={.spec.dport}"}),
             Contains("8443"));
  await_output(looking, "MODIFIED   app");
  const auto wide = use({"get", "velo", "-n", "ns1", "-o", "wide"});
  CHECK_THAT(wide, Contains("PROFILE") && Contains("app.vcn.cloud"));
  const auto told = use({"describe", "velo", "app", "-n", "ns1"});
  CHECK_THAT(told, Contains("Dport:") && Contains("8443"));
  if (controlled) {
    CHECK_THAT(use({"wait", "--for=condition=Ready", "--timeout=150s", "-n", "ns1", "velo/app"}),
               Contains("condition met"));
    CHECK_THAT(use({"describe", "velo", "app", "-n", "ns1"}), Contains("Programmed"));
  }
  CHECK_THAT(use({"delete", "velo", "app", "other", "-n", "ns1", "--timeout=150s"}),
             Contains("deleted"));
  await_output(looking, "DELETED    app");
  CHECK(use({"get", "velo", "app", "-n", "ns1", "--ignore-not-found"}).empty());
}

} // namespace

TEST_CASE("an unmodified kubectl works with weft demo --stay", "[kubectl]") {
  const auto program = requires_servers() + "/kubectl";
  const folder files;
  child demo{{{WEFT_PROGRAM, "demo", "--stay"}, {}, {}}};
  const auto said = await_output(demo, "Stop with Ctrl-C.");
  const std::string mark = "export KUBECONFIG=";
  const auto at = said.find(mark) + mark.size();
  const kubectl use{program, said.substr(at, said.find('\n', at) - at), files.path() / "cache"};
  CHECK_THAT(use({"get", "velo", "-n", "ns1", "-o", "wide"}),
             Contains("velokube2") && Contains("True"));
  live_with(use, true);
  demo.signal(SIGINT);
  CHECK(demo.wait(60s));
  CHECK(demo.report().code == 0);
}

TEST_CASE("an unmodified kubectl works with weft sim kubernetes", "[kubectl]") {
  const auto program = requires_servers() + "/kubectl";
  const folder files;
  child simulator{{{WEFT_PROGRAM, "sim", "kubernetes"}, {}, {}}};
  const auto config = files.write("kubeconfig", await_output(simulator, "current-context"));
  const kubectl use{program, config, files.path() / "cache"};
  CHECK_THAT(use({"apply", "-f", std::string{WEFT_SOURCE_DIR} + "/config/crds"}),
             Contains("velocloudbps.vcn.cloud created"));
  use({"wait", "--for=condition=Established", "--timeout=150s", "crd", "velocloudbps.vcn.cloud"});
  use({"create", "namespace", "ns1"});
  live_with(use, false);
  simulator.signal(SIGTERM);
  CHECK(simulator.wait(60s));
  CHECK(simulator.report().code == 0);
}
