#include "tests/cluster/child.hpp"
#include "tests/folder.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace weft::tests;

namespace {

using words = std::vector<std::string>;

finished ask(words arguments, std::vector<std::string> environment = {}) {
  arguments.insert(arguments.begin(), WEFT_PROGRAM);
  return run({std::move(arguments), std::move(environment), {}});
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

/// What bash offers for a command line whose last word is being typed.
words offered(const std::string& line) {
  const std::string script = R"(source <("$0" completion bash) || exit 1
complete -p weft > /dev/null || exit 2
COMP_WORDS=($1)
[[ $1 != *" " ]] || COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_weft
printf '%s\n' "${COMPREPLY[@]}")";
  const auto said = run({{"bash", "-c", script, WEFT_PROGRAM, line}, {}, {}});
  INFO(said.err);
  REQUIRE(said.code == 0);
  std::istringstream all{said.out};
  words out;
  for (std::string word; std::getline(all, word);)
    if (!word.empty())
      out.push_back(word);
  return out;
}

} // namespace

TEST_CASE("bash completes commands, options and the words they take", "[command]") {
  const auto script = ask({"completion", "bash"});
  REQUIRE(script.code == 0);
  CHECK(run({{"bash", "-n"}, {}, script.out}).code == 0);

  CHECK(offered("weft r") == words{"run"});
  CHECK(offered("weft ag") == words{"agent"});
  CHECK(offered("weft agent --cni-mode ") == words{"direct", "meta"});
  CHECK(offered("weft plan --out") == words{"--output"});
  CHECK(offered("weft plan -o ") == words{"json", "text"});
  CHECK(offered("weft run --log-level de") == words{"debug"});
  CHECK(offered("weft run --log-level = de") == words{"debug"});
  CHECK(offered("weft sim v") == words{"velocloud"});
  CHECK(offered("weft sim a") == words{"aci", "avi"});
  CHECK(offered("weft sim aci --no") == words{"--nodes"});
  CHECK(offered("weft demo --domain ") == words{"aci", "avi", "cni", "velocloud"});
  CHECK(offered("weft translate a") == words{"avi"});
  CHECK(offered("weft help pl") == words{"plan"});
  CHECK(offered("weft state --port ").empty());
}

TEST_CASE("zsh and fish have scripts of their own", "[command]") {
  const auto zsh = ask({"completion", "zsh"});
  CHECK(zsh.code == 0);
  CHECK(zsh.out.starts_with("#compdef weft\n"));
  CHECK(holds(zsh.out, "'plan:Show what the controller would change"));
  const auto fish = ask({"completion", "fish"});
  CHECK(fish.code == 0);
  CHECK(holds(fish.out, "complete -c weft -n __fish_use_subcommand -a plan "));
  CHECK(holds(fish.out, "-l log-format -x -a 'logfmt json'"));
  CHECK(ask({"completion", "tcsh"}).code != 0);
}

TEST_CASE("a plugin of kubectl calls itself one and completes as one", "[command]") {
  const folder names;
  const auto as = [&](const std::string& name, words arguments) {
    const auto link = names.path() / name;
    std::filesystem::create_symlink(WEFT_PROGRAM, link);
    arguments.insert(arguments.begin(), link.string());
    return run({std::move(arguments), {}, {}});
  };
  const auto help = as("kubectl-weft", {"help", "plan"});
  CHECK(help.code == 0);
  CHECK(holds(help.out, "kubectl weft plan -n ns1"));
  CHECK(as("kubectl_complete-weft", {"sta"}).out == "state\n:4\n");
}

TEST_CASE("a word that nobody knows is answered with the nearest that is known", "[command]") {
  const auto command = ask({"stat"});
  CHECK(command.code == 1);
  CHECK(command.err == "weft: no command \"stat\"; did you mean state?\n");
  const auto option = ask({"run", "--velocloud-enable=true"});
  CHECK(option.code == 1);
  CHECK(option.err
        == "weft run: no option \"--velocloud-enable\"; did you mean --velocloud-enabled?\n");
  CHECK(ask({"help", "stat"}).err == command.err);
  CHECK(holds(ask({"frobnicate"}).err, "\"weft help\" names them all"));
}

TEST_CASE("a value that an option does not take is answered with those that it takes",
          "[command]") {
  const auto [line, said] = GENERATE(table<words, std::string>(
    {{{"completion", "tcsh"},
      "weft completion: shell: must be one of bash, fish, zsh, not \"tcsh\"; see \"weft completion "
      "--help\"\n"},
     {{"state", "-o", "yaml"},
      "weft state: --output: must be one of json, table, not \"yaml\"; see \"weft state "
      "--help\"\n"},
     {{"demo", "--domain", "foo"},
      "weft demo: --domain: must be one of aci, avi, cni, velocloud, not \"foo\"; see "
      "\"weft demo --help\"\n"},
     {{"sim", "vmware"},
      "weft sim: name: must be one of aci, avi, kubernetes, velocloud, not \"vmware\"; see \"weft "
      "sim --help\"\n"},
     {{"agent", "--cni-plugin-dirs="},
      "weft agent: --cni-plugin-dirs: its value is missing; see \"weft agent --help\"\n"},
     {{"explain"}, "weft explain: object is required; see \"weft explain --help\"\n"}}));
  const auto answer = ask(line);
  CHECK(answer.code == 1);
  CHECK(answer.err == said);
  CHECK(answer.out.empty());
}

TEST_CASE("an agent's help shows the settings that it uses, and takes the others as well",
          "[command]") {
  const auto help = ask({"agent", "--help"}).out;
  CHECK(holds(help, "--cni-mode"));
  CHECK(holds(help, "--server-port"));
  CHECK_FALSE(holds(help, "--velocloud-"));
  CHECK_FALSE(holds(help, "--aci-"));
  CHECK_FALSE(holds(help, "--lease-"));
  CHECK(holds(ask({"run", "--help"}).out, "--velocloud-"));
  CHECK(offered("weft agent --lea").empty());
  const auto shared
    = ask({"agent", "--lease-name=x", "--kubernetes-kubeconfig=/no/such/file"}, {"NODE_NAME=n1"});
  CHECK(holds(shared.err, "kubernetes.kubeconfig /no/such/file"));
}

TEST_CASE("every command's help teaches by example", "[command]") {
  for (const auto* name : {"run", "agent", "plan", "demo", "state", "explain", "sim", "translate",
                           "completion", "version", "help"}) {
    INFO(name);
    const auto said = ask({name, "--help"});
    CHECK(said.code == 0);
    CHECK(holds(said.out, "Example"));
    CHECK(holds(said.out, "  weft " + std::string{name}));
    CHECK(ask({"help", name}).out == said.out);
  }
}

TEST_CASE("an agent that is told of no node says where the name comes from and ends with 1",
          "[command]") {
  const auto nameless = ask({"agent"});
  CHECK(nameless.code == 1);
  CHECK(holds(nameless.err, "cni.node_name: must be set"));
  CHECK(holds(nameless.err, "NODE_NAME"));
  const auto named = ask({"agent", "--kubernetes-kubeconfig", "/no/such/file"}, {"NODE_NAME=n1"});
  CHECK(named.code == 1);
  CHECK_FALSE(holds(named.err, "cni.node_name"));
  CHECK(holds(named.err, "/no/such/file"));
}

TEST_CASE("an agent leaves controllers alone, and says what its node lacks", "[command]") {
  const folder files;
  const auto access = files.write(
    "kubeconfig", "apiVersion: v1\nkind: Config\ncurrent-context: a\n"
                  "clusters: [{name: a, cluster: {server: \"https://127.0.0.1:1\"}}]\n"
                  "contexts: [{name: a, context: {cluster: a, user: a}}]\n"
                  "users: [{name: a, user: {token: abc}}]\n");
  const auto shared
    = files.write("weft.yaml", "velocloud: {enabled: true}\nkubernetes: {namespaces: [ns1]}\n");
  const auto said
    = ask({"agent", "--config", shared.string(), "--cni-node-name=n1", "--kubernetes-kubeconfig",
           access.string(), "--cni-runtime-socket=/no/such.sock"});
  CHECK(said.code == 1);
  CHECK(holds(said.err, "key=velocloud.enabled"));
  CHECK(holds(said.err, "key=kubernetes.namespaces"));
  CHECK((holds(said.err, "cni.runtime_socket /no/such.sock") || holds(said.err, "lacks CAP_")));
}

TEST_CASE("a plan that cannot be made says why and ends with 1", "[command]") {
  const auto nobody = ask({"plan", "--kubernetes-kubeconfig", "/no/such/file"});
  CHECK(nobody.code == 1);
  CHECK(holds(nobody.err, "/no/such/file"));
  const auto json = ask({"plan", "-o", "json", "--kubernetes-kubeconfig", "/no/such/file"});
  CHECK(json.code == 1);
  CHECK(holds(json.out, "\"errors\""));
}

TEST_CASE("another operator's settings are written as ours, and what is left over is named",
          "[command]") {
  const folder files;
  const auto values
    = files.write("values.yaml", "AKOSettings: {clusterName: S1-AZ1, clustername: x}\n"
                                 "ControllerSettings: {controllerHost: 10.10.20.43}\n"
                                 "avicredentials: {username: admin, password: password01}\n");
  const auto said = ask({"translate", "avi", values.string()});
  CHECK(said.code == 2);
  CHECK(said.out
        == "avi:\n  enabled: true\n  addresses: [10.10.20.43]\n  user: admin\n"
           "  cluster_name: S1-AZ1\n");
  CHECK(said.err
        == "weft: AKOSettings.clustername is unknown and does not count; did you mean "
           "clusterName?\nweft: avicredentials.password is not written here; put it into a file "
           "that avi.password_file names, or CTRL_PASSWORD\n");
  CHECK(run({{WEFT_PROGRAM, "translate", "avi", "-"}, {}, said.out}).code == 2);
  const auto none = ask({"translate", "avi", "/no/such/file"});
  CHECK(none.code == 1);
  CHECK(holds(none.err, "/no/such/file"));
  CHECK(none.out.empty());
}

TEST_CASE("help without a topic names every command", "[command]") {
  const auto said = ask({"help"});
  CHECK(said.code == 0);
  CHECK(said.out == ask({"--help"}).out);
  for (const auto* name : {"run", "agent", "plan", "completion"})
    CHECK(holds(said.out, name));
}
