#include "tests/cluster/child.hpp"
#include "tests/folder.hpp"

using weft::tests::finished;

namespace {

/// Runs `weft run` with that configuration file.
finished start(const std::filesystem::path& config, std::vector<std::string> flags = {},
               std::vector<std::string> environment = {"VCO_TOKEN=sesame-open"}) {
  std::vector<std::string> words{WEFT_PROGRAM, "run", "--config", config.string(),
                                 "--server-port=0"};
  words.insert(words.end(), flags.begin(), flags.end());
  return weft::tests::run({std::move(words), std::move(environment), {}});
}

std::string kubeconfig(const std::string& cluster, const std::string& user = "token: abc") {
  return "apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: [{name: a, cluster: {"
         + cluster
         + "}}]\ncontexts: [{name: a, context: {cluster: a, user: a}}]\nusers: [{name: a, user: {"
         + user + "}}]\n";
}

constexpr const char* somewhere = "server: \"https://127.0.0.1:1\"";

/// Not started, for a reason that names the thing, without the secret.
void check_refusal(const finished& end, const std::vector<std::string>& names) {
  CAPTURE(end.err);
  CHECK(end.code == 1);
  for (const auto& name : names)
    CHECK_THAT(end.err, Catch::Contains(name));
  CHECK(end.err.find("sesame-open") == end.err.npos);
}

} // namespace

TEST_CASE("weft does not start on a kubeconfig that it cannot use, and names it", "[refusal]") {
  const folder files;
  const auto config = files.write("weft.yaml", "velocloud: {enabled: false}\n");
  const auto place = files.path() / "kubeconfig";
  const auto flag = "--kubernetes-kubeconfig=" + place.string();
  SECTION("it is not there") {
    check_refusal(start(config, {flag}), {place.string(), "no such file"});
  }
  SECTION("it is a directory, as a container runtime makes where a mount is missing") {
    std::filesystem::create_directory(place);
    check_refusal(start(config, {flag}), {place.string()});
  }
  SECTION("it is not YAML") {
    files.write("kubeconfig", "clusters: [{");
    check_refusal(start(config, {flag}), {place.string()});
  }
  SECTION("its context does not exist") {
    files.write("kubeconfig", kubeconfig(somewhere));
    check_refusal(start(config, {flag, "--kubernetes-context=other"}), {place.string(), "other"});
  }
  SECTION("its authority is not there") {
    files.write("kubeconfig",
                kubeconfig(std::string{somewhere} + ", certificate-authority: absent-ca.crt"));
    check_refusal(start(config, {flag}), {(files.path() / "absent-ca.crt").string()});
  }
  SECTION("its authority holds no certificate") {
    files.write("ca.crt", "not a certificate");
    files.write("kubeconfig",
                kubeconfig(std::string{somewhere} + ", certificate-authority: ca.crt"));
    check_refusal(start(config, {flag}), {"kubeconfig", "certificate"});
  }
}

TEST_CASE("weft does not start on settings that it does not understand, and names them",
          "[refusal]") {
  const folder files;
  const auto write = [&files](const std::string& text) { return files.write("weft.yaml", text); };
  SECTION("an unknown key") {
    check_refusal(start(write("velocloud:\n  resnyc: 5m\n")),
                  {"weft.yaml:2", "velocloud.resnyc", "velocloud.resync"});
  }
  SECTION("a value without its unit") {
    check_refusal(start(write("velocloud: {resync: 300}\n")), {"velocloud.resync", "unit"});
  }
  SECTION("a file that is not there") {
    check_refusal(start(files.path() / "absent.yaml"), {"absent.yaml"});
  }
  SECTION("a directory in its place") {
    check_refusal(start(files.path()), {files.path().string()});
  }
  SECTION("an unknown variable of ours in the environment") {
    check_refusal(start(write("{}\n"), {}, {"WEFT_VELOCLOUD_RESNYC=5m"}),
                  {"WEFT_VELOCLOUD_RESNYC"});
  }
  SECTION("a domain without its URL") {
    check_refusal(start(write("velocloud: {enabled: true}\n")), {"velocloud.url"});
  }
  SECTION("a domain without a credential") {
    check_refusal(start(write("velocloud: {enabled: true, url: \"https://vco\"}\n"), {}, {}),
                  {"velocloud.token_file"});
  }
  SECTION("a token in the file, where it does not belong") {
    check_refusal(start(write("velocloud: {token: sesame-open}\n")), {"velocloud.token"});
  }
}

TEST_CASE("weft does not start without a file of its VCO, or without its port, and names them",
          "[refusal]") {
  const folder files;
  files.write("kubeconfig", kubeconfig(somewhere));
  const auto config = files.write(
    "weft.yaml", "kubernetes: {kubeconfig: \"" + (files.path() / "kubeconfig").string()
                   + "\"}\nvelocloud: {enabled: true, url: \"https://127.0.0.1:1\"}\n");
  SECTION("its authority is not there") {
    const auto file = (files.path() / "vco-ca.pem").string();
    check_refusal(start(config, {"--velocloud-ca-file=" + file}), {file});
  }
  SECTION("its authority holds no certificate") {
    const auto file = files.write("vco-ca.pem", "not a certificate").string();
    check_refusal(start(config, {"--velocloud-ca-file=" + file}), {file});
  }
  SECTION("the address is nobody's") {
    check_refusal(start(config, {"--server-address=203.0.113.1"}), {"203.0.113.1"});
  }
}
