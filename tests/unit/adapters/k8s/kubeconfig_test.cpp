#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/k8s/server_url.hpp"
#include "protocol/base64.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

using namespace weft;
using Catch::Contains;

namespace {

std::string cluster(const std::string& name, const std::string& more = "") {
  return "- name: " + name + "\n  cluster: {server: 'https://" + name + ".example:6443'" + more
         + "}\n";
}

std::string user(const std::string& name, const std::string& body) {
  return "- name: " + name + "\n  user: {" + body + "}\n";
}

std::string context(const std::string& name, const std::string& more = "") {
  return "- name: " + name + "\n  context: {cluster: " + name + ", user: " + name + more + "}\n";
}

std::string config(const std::string& name, const std::string& user_body,
                   const std::string& cluster_more = "") {
  return "current-context: " + name + "\nclusters:\n" + cluster(name, cluster_more) + "users:\n"
         + user(name, user_body) + "contexts:\n" + context(name) + "unknown: {a: 1}\n";
}

struct some_files : folder {
  result<k8s::cluster_access> read(const std::string& text) {
    return k8s::read_kubeconfig({write("config", text)}, {});
  }
};

} // namespace

TEST_CASE_METHOD(some_files, "a plain kubeconfig gives server, credential and namespace", "[k8s]") {
  const auto found
    = read("current-context: a\nclusters:\n" + cluster("a") + "users:\n"
           + user("a", "token: secret") + "contexts:\n" + context("a", ", namespace: ns1"));
  REQUIRE(found);
  CHECK(found->server == net::endpoint{true, "a.example", 6443});
  CHECK(found->token == "secret");
  CHECK(found->ns == "ns1");
  CHECK_THAT(found->origin, Contains("context \"a\" of "));
}

TEST_CASE_METHOD(some_files, "a kubeconfig may be JSON", "[k8s]") {
  const auto found
    = read(R"({"current-context":"a","clusters":[{"name":"a","cluster":{"server":"http://h"}}],)"
           R"("contexts":[{"name":"a","context":{"cluster":"a"}}]})");
  REQUIRE(found);
  CHECK(found->server == net::endpoint{false, "h", 80});
}

TEST_CASE_METHOD(some_files, "of several files the first to name an entry wins it whole", "[k8s]") {
  const auto first = write("1", "clusters:\n" + cluster("a") + "users:\n" + user("a", ""));
  const auto second = write("2", config("a", "token: two", ", tls-server-name: two"));
  const auto third = write("3", config("b", "token: three"));
  const auto found = k8s::read_kubeconfig({first, path() / "missing", second, third}, {});
  REQUIRE(found);
  CHECK(found->token.empty());
  CHECK(found->tls_server_name.empty());
  k8s::access_overrides other;
  other.context = "b";
  const auto chosen = k8s::read_kubeconfig({first, second, third}, other);
  REQUIRE(chosen);
  CHECK(chosen->token == "three");
}

TEST_CASE_METHOD(some_files, "paths are relative to their file and data wins over files", "[k8s]") {
  const auto file
    = write("deep/config", config("a",
                                  "client-certificate: c.pem, client-key-data: "
                                    + encode_base64("KEY") + ", client-key: k.pem, tokenFile: ../t",
                                  ", certificate-authority: ca.pem"));
  const auto found = k8s::read_kubeconfig({file}, {});
  REQUIRE(found);
  CHECK(found->certificate.file == path() / "deep" / "c.pem");
  CHECK(found->key.text == "KEY");
  CHECK(found->key.file.empty());
  CHECK(found->ca.file == path() / "deep" / "ca.pem");
  CHECK(found->token_file == path() / "deep" / ".." / "t");
}

TEST_CASE_METHOD(some_files, "what cannot be honoured is refused by file, entry and key", "[k8s]") {
  struct row {
    std::string text;
    std::string expected;
  };
  const auto [text, expected] = GENERATE(values<row>({
    {config("a", "", ", proxy-url: 'http://p'"), "cluster \"a\": proxy-url"},
    {config("a", "auth-provider: {name: gcp}"), "user \"a\": auth-provider"},
    {config("a", "", ", certificate-authority-data: '%'"),
     "cluster \"a\": certificate-authority-data is not base64"},
    {config("a", "", ", certificate-authority: x, insecure-skip-tls-verify: true"),
     "exclude each other"},
    {config("a", "client-key: x"), "user \"a\": client-certificate and client-key"},
    {config("a", "token: [1]"), "user \"a\": token is not a text"},
    {config("a", "as-groups: [x]"), "need as"},
    {config("a", "exec: {command: x}"), "user \"a\": exec: apiVersion \"\""},
    {config("a", "exec: {apiVersion: client.authentication.k8s.io/v1}"), "command is missing"},
    {config("a", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, "
                 "interactiveMode: Always}"),
     "needs a terminal"},
    {"current-context: z\nclusters:\n" + cluster("a") + "contexts:\n" + context("a") + context("b"),
     "no context \"z\"; there are: a, b"},
    {"current-context: a\ncontexts:\n" + context("a"), "no cluster \"a\" nor any other"},
    {"current-context: a\nclusters:\n" + cluster("a") + "contexts:\n" + context("a"),
     "no user \"a\""},
    {"clusters: []", "no current-context"},
    {"clusters: 5", "clusters is not a list"},
    {"clusters: [{cluster: {}}]", "an entry of clusters has no name"},
    {"[1]", "not a kubeconfig"},
    {"apiVersion: v2\nkind: Config", "not a kubeconfig: apiVersion must be v1"},
    {"apiVersion: v1\nkind: Pod", "not a kubeconfig: kind must be Config"},
    {"a: [", "line"},
    {"current-context: a\nclusters: [{name: a, cluster: {server: 'ftp://x'}}]\ncontexts:\n"
       + context("a"),
     "cluster \"a\": server: \"ftp://x\" does not begin"},
  }));
  const auto found = read(text);
  REQUIRE_FALSE(found);
  CHECK_THAT(found.error().what, Contains(expected));
  CHECK_THAT(found.error().where, Contains((path() / "config").string()));
}

TEST_CASE_METHOD(some_files, "what is wrong is named by its line", "[k8s]") {
  const auto line_of = [this](const std::string& text) {
    const auto found = read(text);
    REQUIRE_FALSE(found);
    const auto& where = found.error().where;
    return where.substr(where.rfind(':') + 1);
  };
  CHECK(line_of("apiVersion: v1\nkind: Pod") == "2");
  CHECK(line_of("kind: Config\n\nclusters:\n- cluster: {}\n") == "4");
  CHECK(line_of("current-context: a\nclusters:\n- name: a\n  cluster:\n    server: 'ftp://x'\n"
                "contexts:\n"
                + context("a"))
        == "5");
}

TEST_CASE_METHOD(some_files, "basic authentication is ignored aloud, its password kept quiet",
                 "[k8s]") {
  const auto found = read(config("a", "username: u, password: hunter2"));
  REQUIRE(found);
  REQUIRE(found->warnings.size() == 1);
  CHECK_THAT(found->warnings[0], Contains("user \"a\"") && !Contains("hunter2"));
}

TEST_CASE_METHOD(some_files, "an exec plugin is understood whole, and yields to a token", "[k8s]") {
  const std::string exec
    = "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/login, args: [a, '1'], "
      "env: [{name: X, value: y}], installHint: get it, interactiveMode: IfAvailable, "
      "provideClusterInfo: true}";
  const std::string extension = ", extensions: [{name: client.authentication.k8s.io/exec, "
                                "extension: {audience: q, n: 5, t: 'true'}}]";
  const auto found = read(config("a", exec, extension));
  REQUIRE(found);
  REQUIRE(found->exec);
  CHECK(found->exec->command == (path() / "./bin/login").string());
  CHECK(found->exec->args == std::vector<std::string>{"a", "1"});
  CHECK(found->exec->env == std::vector<std::pair<std::string, std::string>>{{"X", "y"}});
  CHECK(json::write(found->exec->cluster)
        == R"({"server":"https://a.example:6443","config":{"audience":"q","n":5,"t":"true"}})");
  CHECK_FALSE(read(config("a", exec + ", token: t"))->exec);
}

TEST_CASE_METHOD(some_files, "a plugin's configuration that holds itself is refused", "[k8s]") {
  const auto found = read(config(
    "a",
    "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, provideClusterInfo: true}",
    ", extensions: [{name: client.authentication.k8s.io/exec, extension: &a [*a, *a]}]"));
  REQUIRE_FALSE(found);
  CHECK(found.error().code == errc::malformed);
  CHECK_THAT(found.error().what, Contains("cluster \"a\": extensions"));
}

TEST_CASE_METHOD(some_files, "impersonation is read whole", "[k8s]") {
  const auto found = read(
    config("a", "token: t, as: jane, as-uid: '7', as-groups: [g, h], as-user-extra: {k: [v, w]}"));
  REQUIRE(found);
  CHECK(found->as.user == "jane");
  CHECK(found->as.uid == "7");
  CHECK(found->as.groups == std::vector<std::string>{"g", "h"});
  CHECK(found->as.extra.at(0).second == std::vector<std::string>{"v", "w"});
}

TEST_CASE_METHOD(some_files, "flag, KUBECONFIG, service account and home are tried in this order",
                 "[k8s]") {
  k8s::access_overrides wanted;
  k8s::access_environment around;
  around.home = path();
  CHECK(k8s::find_access(wanted, around).error().code == errc::refused);
  write(".kube/config", config("home", ""));
  CHECK(k8s::find_access(wanted, around)->server.host == "home.example");

  around.service_host = "fd00::1";
  around.service_port = "443";
  around.service_account = path() / "account";
  CHECK_THAT(k8s::find_access(wanted, around).error().what, Contains("cannot read"));
  write("account/token", "t");
  write("account/ca.crt", "c");
  write("account/namespace", "own\n");
  const auto pod = k8s::find_access(wanted, around);
  REQUIRE(pod);
  CHECK(pod->server == net::endpoint{true, "fd00::1", 443});
  CHECK(pod->ns == "own");
  CHECK(pod->token_file == path() / "account" / "token");

  around.kubeconfig = ":" + write("listed", config("listed", "")).string();
  CHECK(k8s::find_access(wanted, around)->server.host == "listed.example");
  wanted.kubeconfig = write("flag", config("flag", ""));
  CHECK(k8s::find_access(wanted, around)->server.host == "flag.example");
  wanted.kubeconfig = path() / "missing";
  CHECK_THAT(k8s::find_access(wanted, around).error().what, Contains("no such file"));
  const auto where = [&] { return k8s::find_access(wanted, around).error().where; };
  CHECK(where() == "kubernetes.kubeconfig " + (path() / "missing").string());
  const auto broken = write("broken", "kind: Pod").string();
  wanted.kubeconfig = broken;
  CHECK_THAT(where(), Catch::StartsWith("kubernetes.kubeconfig " + broken));
  wanted.kubeconfig.clear();
  around.kubeconfig = broken;
  CHECK_THAT(where(), Catch::StartsWith("KUBECONFIG " + broken));
}

TEST_CASE_METHOD(some_files, "a kubeconfig that may not be looked at is named", "[k8s]") {
  std::filesystem::create_directory(path() / ".kube");
  std::filesystem::create_symlink("config", path() / ".kube" / "config"); // it leads to itself
  k8s::access_overrides wanted;
  k8s::access_environment around;
  SECTION("at home") {
    around.home = path();
  }
  SECTION("by a flag") {
    wanted.kubeconfig = path() / ".kube" / "config";
  }
  const auto found = k8s::find_access(wanted, around);
  REQUIRE_FALSE(found);
  CHECK_THAT(to_string(found.error()), Contains("cannot read") && Contains(".kube/config"));
}

TEST_CASE("a server is an URL with host, port and perhaps a path", "[k8s]") {
  const auto plain = k8s::read_server_url("https://[::1]:6443/k8s/c-1/");
  REQUIRE(plain);
  CHECK(plain->where == net::endpoint{true, "::1", 6443});
  CHECK(plain->base_path == "/k8s/c-1");
  CHECK(k8s::read_server_url("https://h")->where.port == 443);
  const auto bad = GENERATE(Catch::Generators::as<std::string>{}, "", "h:1", "https://",
                            "https://h:0", "https://h:99999", "https://[::1", "https://h:x",
                            "https://h/?q", "https://user:pw@h");
  const auto read = k8s::read_server_url(bad);
  REQUIRE_FALSE(read);
  CHECK_THAT(read.error().what, !Contains("pw"));
}
