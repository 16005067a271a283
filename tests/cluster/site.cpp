#include "tests/cluster/site.hpp"

#include "tests/cluster/rights.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto kill_limit = 20s;
constexpr auto kubectl_limit = 90s;
constexpr auto staging_limit = 180s;
constexpr const char* account = "/api/v1/namespaces/weft/serviceaccounts/weft/token";

std::string content(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

/// What kubectl says of a kind that is served already but not yet told of.
constexpr const char* unheard_of = "no matches for kind";

/// Looks until it is so, before there is an external controller.
void look_until(const std::string& what, const std::function<bool()>& seen) {
  const auto end = std::chrono::steady_clock::now() + staging_limit;
  while (!seen())
    if (std::chrono::steady_clock::now() > end)
      FAIL("in vain waited until " << what);
}

/// A right of each role in config/rbac: each takes effect as a whole.
const std::vector<std::pair<right, const char*>>& granted_rights() {
  static const std::vector<std::pair<right, const char*>> all{
    {{"list", "vcn.cloud", "velocloudbps"}, weft_account},
    {{"list", "apps", "deployments"}, weft_account},
    {{"list", "", "nodes"}, weft_account},
    {{"create", "coordination.k8s.io", "leases", {}, "weft"}, weft_account},
    {{"list", "", "pods"}, agents_account}};
  return all;
}

/// A kubeconfig like the one a Pod has in effect: the authority, and a token in a file.
std::string kubeconfig_text(const control_plane& cluster, const std::filesystem::path& token) {
  return "apiVersion: v1\nkind: Config\ncurrent-context: weft\n"
         "clusters: [{name: weft, cluster: {server: \""
         + cluster.url() + "\", certificate-authority: \"" + cluster.ca_file().string()
         + "\"}}]\n"
           "contexts: [{name: weft, context: {cluster: weft, user: weft, namespace: weft}}]\n"
           "users: [{name: weft, user: {tokenFile: \""
         + token.string() + "\"}}]\n";
}

} // namespace

site::site(const site_options& wanted) : cluster(wanted.servers) {
  trust(content(cluster.ca_file()));
  std::vector<std::string> files{"deploy/weft.yaml"};
  if (wanted.rights)
    files.emplace_back("config/rbac");
  if (wanted.crds)
    files.emplace_back("config/crds");
  apply(files);
  if (wanted.crds)
    for (const std::string kind : {"v1/velocloudbps", "v1alpha1/velocloudpolicies"})
      look_until(kind + " is served",
                 [&] { return ask("GET", "/apis/vcn.cloud/" + kind).status == 200; });
  if (wanted.rights)
    for (const auto& [what, whom] : granted_rights())
      look_until("config/rbac is in effect", [&] { return is_allowed(*this, what, whom); });
  const auto granted = ask("POST", account, R"({"spec":{"expirationSeconds":3600}})");
  api_token_ = text_at(granted.document(), {"status", "token"});
  if (api_token_.empty())
    FAIL("no token for weft: " << granted.body);
  write("kubeconfig", kubeconfig_text(cluster, write("api-token", api_token_)));
}

void site::configure(const std::string& domain) const {
  write("weft.yaml", "kubernetes: {kubeconfig: \"" + (cluster.folder() / "kubeconfig").string()
                       + "\"}\nserver: {port: 0}\n" + domain);
}

void site::show() const {
  int number = 0;
  for (const auto& one : controllers_)
    std::cout << "---- weft " << ++number << " said:\n" << one.log() << '\n';
}

command site::weft(std::vector<std::string> flags) const {
  std::vector<std::string> words{WEFT_PROGRAM, "run", "--config",
                                 (cluster.folder() / "weft.yaml").string()};
  words.insert(words.end(), flags.begin(), flags.end());
  return {std::move(words), {}, {}};
}

controller& site::start(std::vector<std::string> flags) {
  return start(weft(std::move(flags)));
}

controller& site::start(command how) {
  auto& made = controllers_.emplace_back(std::move(how));
  made.wait_until_open();
  return made;
}

void site::kill(controller& which) {
  which.end_by(SIGKILL);
  if (!which.process().wait(kill_limit))
    FAIL("weft survives SIGKILL");
}

void site::await(const std::string& what, const std::function<bool()>& seen,
                 std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!seen()) {
    if (std::chrono::steady_clock::now() > end)
      FAIL("in vain waited until " << what);
    if (!lives_on(look_again))
      FAIL("the external controller has ended while waiting until " << what);
    for (auto& one : controllers_)
      if (one.has_died())
        FAIL("weft has died while waiting until " << what);
  }
}

void site::trust(const std::string& ca_pem) {
  admin_.emplace(
    endpoint_of(cluster.url()), net::tls_settings{ca_pem, {}, {}, {}, false},
    net::headers{{"Authorization", "Bearer " + cluster.token("admin")}, {"User-Agent", "test/1"}});
}

said site::ask(std::string method, std::string target, std::string body,
               const std::string& content_type) {
  return admin_->send(std::move(method), std::move(target), std::move(body), content_type);
}

void site::apply(std::vector<std::string> files) {
  std::vector<std::string> words{"apply", "--server-side", "--force-conflicts"};
  for (const auto& file : files) {
    words.emplace_back("-f");
    words.push_back(std::string{WEFT_SOURCE_DIR} + "/" + file);
  }
  const auto end = std::chrono::steady_clock::now() + kubectl_limit;
  for (auto done = cluster.kubectl(words); done.code != 0; done = cluster.kubectl(words))
    if (std::chrono::steady_clock::now() > end || done.err.find(unheard_of) == std::string::npos)
      FAIL("kubectl apply: " << done.err);
}

void site::make_namespace(const std::string& name) {
  ask("POST", "/api/v1/namespaces", R"({"metadata":{"name":")" + name + "\"}}");
}

std::filesystem::path site::write(const std::string& name, const std::string& text) const {
  const auto file = cluster.folder() / name;
  const auto fresh = file.string() + ".new";
  std::ofstream{fresh} << text;
  std::filesystem::rename(fresh, file);
  return file;
}

} // namespace weft::tests
