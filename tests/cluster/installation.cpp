#include "tests/cluster/installation.hpp"

#include "protocol/condition.hpp"
#include "tests/cluster/failures.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto kill_limit = 20s;
constexpr const char* collection = "/apis/vcn.cloud/v1/velocloudbps";
constexpr const char* account = "/api/v1/namespaces/weft/serviceaccounts/weft/token";
constexpr const char* merge_patch = "application/merge-patch+json";

std::string content(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
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

installation::installation(const installation_options& wanted) : cluster(wanted.servers) {
  trust(content(cluster.ca_file()));
  std::vector<std::string> files{"deploy/weft.yaml"};
  if (wanted.rights)
    files.emplace_back("config/rbac");
  if (wanted.crds)
    files.emplace_back("config/crds");
  apply(files);
  await("the API server serves what config/crds defines",
        [&] { return !wanted.crds || ask("GET", collection).status == 200; });
  const auto granted = ask("POST", account, R"({"spec":{"expirationSeconds":3600}})");
  api_token_ = text_at(granted.document(), {"status", "token"});
  if (api_token_.empty())
    FAIL("no token for weft: " << granted.body);
  write("kubeconfig", kubeconfig_text(cluster, write("api-token", api_token_)));
  write("weft.yaml", "kubernetes: {kubeconfig: \"" + (cluster.folder() / "kubeconfig").string()
                       + "\"}\nserver: {port: 0}\nvelocloud:\n  enabled: true\n  url: " + vco.url()
                       + "\n  ca_file: " + write("vco-ca.pem", vco.ca_pem()).string()
                       + "\n  token_file: " + write("vco-token", vco.token()).string() + "\n");
}

installation::~installation() {
  if (has_failed())
    show();
}

void installation::show() const {
  int number = 0;
  for (const auto& one : controllers_)
    std::cout << "---- weft " << ++number << " said:\n" << one.log() << '\n';
  std::cout << "---- the VCO simulator said:\n" << vco.report().err << std::endl;
}

command installation::weft(std::vector<std::string> flags) const {
  std::vector<std::string> words{WEFT_PROGRAM, "run", "--config",
                                 (cluster.folder() / "weft.yaml").string()};
  words.insert(words.end(), flags.begin(), flags.end());
  return {std::move(words), {}, {}};
}

controller& installation::start(std::vector<std::string> flags) {
  return start(weft(std::move(flags)));
}

controller& installation::start(command how) {
  auto& made = controllers_.emplace_back(std::move(how));
  made.wait_until_open();
  return made;
}

void installation::kill(controller& which) {
  which.end_by(SIGKILL);
  if (!which.process().wait(kill_limit))
    FAIL("weft survives SIGKILL");
}

void installation::await(const std::string& what, const std::function<bool()>& seen,
                         std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!seen()) {
    if (std::chrono::steady_clock::now() > end)
      FAIL("in vain waited until " << what);
    if (!vco.lives_on(look_again))
      FAIL("the VCO simulator has ended while waiting until " << what);
    for (auto& one : controllers_)
      if (one.has_died())
        FAIL("weft has died while waiting until " << what);
  }
}

void installation::trust(const std::string& ca_pem) {
  admin_.emplace(
    endpoint_of(cluster.url()), net::tls_settings{ca_pem, {}, {}, {}, false},
    net::headers{{"Authorization", "Bearer " + cluster.token("admin")}, {"User-Agent", "test/1"}});
}

said installation::ask(std::string method, std::string target, std::string body,
                       const std::string& content_type) {
  return admin_->send(std::move(method), std::move(target), std::move(body), content_type);
}

void installation::apply(std::vector<std::string> files) {
  std::vector<std::string> words{"apply", "--server-side", "--force-conflicts"};
  for (const auto& file : files) {
    words.emplace_back("-f");
    words.push_back(std::string{WEFT_SOURCE_DIR} + "/" + file);
  }
  if (const auto done = cluster.kubectl(words); done.code != 0)
    FAIL("kubectl apply: " << done.err);
}

void installation::make_namespace(const std::string& name) {
  ask("POST", "/api/v1/namespaces", R"({"metadata":{"name":")" + name + "\"}}");
}

std::string installation::path_of(const std::string& ns, const std::string& name) {
  return "/apis/vcn.cloud/v1/namespaces/" + ns + "/velocloudbps" + (name.empty() ? "" : "/") + name;
}

json::value installation::create(const std::string& ns, const std::string& name,
                                 const std::string& spec) {
  auto wanted = json::value::of(
    {{"profile", "Quick Start Profile"}, {"fqdn", name + ".vcn.cloud"}, {"dport", 443}});
  const auto said_so = json::parse(spec);
  for (const auto& [key, what] : *said_so->as_object())
    wanted.set(key, what);
  const auto body = json::value::of({{"apiVersion", "vcn.cloud/v1"},
                                     {"kind", "VelocloudBP"},
                                     {"metadata", json::value::of({{"name", name}})},
                                     {"spec", wanted}});
  const auto done = ask("POST", path_of(ns), json::write(body));
  if (done.status != 201)
    FAIL("not created: " << ns << "/" << name << ": " << done.body);
  return done.document();
}

json::value installation::edit(const std::string& ns, const std::string& name,
                               const std::string& spec) {
  const auto done = ask("PATCH", path_of(ns, name), R"({"spec":)" + spec + "}", merge_patch);
  if (done.status != 200)
    FAIL("not edited: " << ns << "/" << name << ": " << done.body);
  return done.document();
}

void installation::erase(const std::string& ns, const std::string& name) {
  if (const auto done = ask("DELETE", path_of(ns, name)); done.status != 200)
    FAIL("not deleted: " << ns << "/" << name << ": " << done.body);
}

json::value installation::read(const std::string& ns, const std::string& name) {
  const auto found = ask("GET", path_of(ns, name));
  return found.status == 200 ? found.document() : json::value{};
}

bool installation::gone(const std::string& ns, const std::string& name) {
  return ask("GET", path_of(ns, name)).status == 404;
}

std::string installation::ready(const std::string& ns, const std::string& name) {
  const auto object = read(ns, name);
  const auto* status = object.find("status");
  if (!status)
    return {};
  for (const auto& one : read_conditions(*status))
    if (one.type == "Ready"
        && one.observed_generation == object.int_at({"metadata", "generation"}, 0))
      return one.status == "True" ? one.status : one.status + "/" + one.reason;
  return {};
}

void installation::await_ready(const std::string& ns, const std::string& name) {
  await(ns + "/" + name + " is Ready", [&] { return ready(ns, name) == "True"; });
}

void installation::await_gone(const std::string& ns, const std::string& name) {
  await(ns + "/" + name + " is gone", [&] { return gone(ns, name); });
}

json::array installation::objects() {
  const auto list = ask("GET", collection).document();
  const auto* items = list.find("items");
  return items && items->as_array() ? *items->as_array() : json::array{};
}

void installation::await_heard(controller& which, const std::string& ns, const std::string& name) {
  const auto version = std::stoull(text_at(read(ns, name), {"metadata", "resourceVersion"}));
  await("weft has heard of " + ns + "/" + name, [&] {
    const auto reached = which.detail("watch.stream", "VelocloudBP", "version");
    return !reached.empty() && std::stoull(reached) >= version;
  });
}

std::filesystem::path installation::write(const std::string& name, const std::string& text) const {
  const auto file = cluster.folder() / name;
  const auto fresh = file.string() + ".new";
  std::ofstream{fresh} << text;
  std::filesystem::rename(fresh, file);
  return file;
}

} // namespace weft::tests
