#include "tests/cluster/control_plane.hpp"

#include "protocol/json/value.hpp"
#include "tests/requires.hpp"

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <random>
#include <utility>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto start_limit = 180s;
constexpr auto stop_limit = 60s;
constexpr const char* prefix = "weft-control-plane.";

bool free_to_bind(std::uint16_t port) {
  int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool bound = ::bind(probe, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
  ::close(probe);
  return bound;
}

/// Takes a port for the life of this process, whether or not anybody listens on it: tests of other
/// processes look for ports at the same time, and a server that is restarted needs its own again.
bool claim(std::uint16_t port) {
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  // A name that begins with a zero is in no folder, and goes with the socket.
  const auto name = "weft-test-port-" + std::to_string(port);
  name.copy(where.sun_path + 1, sizeof where.sun_path - 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const int claimed = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (::bind(claimed, reinterpret_cast<sockaddr*>(&where), size) == 0)
    return true;
  ::close(claimed);
  return false;
}

/// A port that is nobody's, below the range from which the kernel serves port zero: whoever asks
/// for any port meanwhile does not get this one.
std::uint16_t unused_port() {
  std::random_device any;
  std::uniform_int_distribution<std::uint16_t> below_ephemeral{15000, 32000};
  for (;;)
    if (auto port = below_ephemeral(any); claim(port) && free_to_bind(port))
      return port;
}

std::string at_loopback(const char* scheme, std::uint16_t port) {
  return std::string{scheme} + "://127.0.0.1:" + std::to_string(port);
}

fs::path memory_or_disk() {
  return ::access("/dev/shm", W_OK) == 0 ? fs::path{"/dev/shm"} : fs::temp_directory_path();
}

/// Removes what killed test runs left in memory.
void sweep(const fs::path& under) {
  std::error_code ignored;
  for (auto& entry : fs::directory_iterator{under, ignored}) {
    auto name = entry.path().filename().string();
    if (!name.starts_with(prefix))
      continue;
    pid_t owner = 0;
    auto digits = std::string_view{name}.substr(std::string_view{prefix}.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), owner);
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH)
      fs::remove_all(entry.path(), ignored);
  }
}

} // namespace

fresh_folder::fresh_folder() {
  auto under = memory_or_disk();
  sweep(under);
  auto name = (under / (prefix + std::to_string(::getpid()) + ".XXXXXX")).string();
  if (!::mkdtemp(name.data()))
    FAIL("no directory under " << under);
  path = name;
}

fresh_folder::~fresh_folder() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

control_plane::control_plane(control_plane_options wanted)
  : binaries_(wanted.pods ? requires_pod_servers() : requires_servers()),
    wanted_(std::move(wanted)), users_{{"admin", random_token(), {"system:masters"}},
                                       {"weft", random_token(), {}},
                                       {"tenant", random_token(), {}},
                                       {"nobody", random_token(), {}}},
    port_(unused_port()), etcd_url_(at_loopback("http", unused_port())),
    etcd_peer_(at_loopback("http", unused_port())), url_(at_loopback("https", port_)) {
  requires_program("openssl");
  make_certificates(folder());
  write_token_file(folder() / "tokens.csv", users_);
  write_kubeconfig(folder() / "certificate.kubeconfig", folder(), url_, "");
  for (auto& user : users_)
    write_kubeconfig(folder() / (user.name + ".kubeconfig"), folder(), url_, user.token);
  start_etcd();
  start_server();
  if (wanted_.pods)
    start_pod_servers();
}

control_plane::~control_plane() = default;

control_plane& control_plane::shared() {
  static control_plane only;
  return only;
}

control_plane& control_plane::shared_with_pods() {
  static control_plane only{{true, {}}};
  return only;
}

fs::path control_plane::kubeconfig(const std::string& user) const {
  return folder() / (user + ".kubeconfig");
}

const std::string& control_plane::token(const std::string& user) const {
  auto known = std::find_if(users_.begin(), users_.end(),
                            [&](const token_user& one) { return one.name == user; });
  if (known == users_.end())
    FAIL("no user " << user);
  return known->token;
}

finished control_plane::kubectl(std::vector<std::string> words, std::string input) const {
  return kubectl_as("certificate", std::move(words), std::move(input));
}

finished control_plane::kubectl_as(const std::string& user, std::vector<std::string> words,
                                   std::string input) const {
  std::vector<std::string> all{binaries_ + "/kubectl", "--kubeconfig", kubeconfig(user),
                               "--cache-dir", folder() / "kubectl-cache"};
  all.insert(all.end(), words.begin(), words.end());
  return run({std::move(all), {"GOMAXPROCS=2"}, std::move(input)});
}

std::string control_plane::fresh_namespace() {
  auto name = "test-" + std::to_string(++namespaces_);
  auto made = kubectl({"create", "namespace", name});
  if (made.code != 0)
    FAIL("no namespace " << name << ": " << made.err);
  return name;
}

void control_plane::add_nodes(int count) {
  std::string nodes;
  for (int i = 0; i < count; ++i) {
    auto number = std::to_string(nodes_++);
    nodes += "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: node-" + number
             + "\n  annotations: {kwok.x-k8s.io/node: fake}\nspec: {podCIDR: 10.64." + number
             + ".0/24}\n";
  }
  auto made = kubectl({"create", "-f", "-"}, nodes);
  if (made.code != 0)
    FAIL("no nodes: " << made.err);
}

child control_plane::started(std::vector<std::string> words) const {
  words.front() = binaries_ + "/" + words.front();
  return child{{std::move(words), {"GOMAXPROCS=2"}, {}}};
}

void control_plane::start_etcd() {
  std::vector<std::string> words{"etcd",
                                 "--data-dir",
                                 folder() / "etcd",
                                 "--listen-client-urls",
                                 etcd_url_,
                                 "--advertise-client-urls",
                                 etcd_url_,
                                 "--listen-peer-urls",
                                 etcd_peer_,
                                 "--initial-advertise-peer-urls",
                                 etcd_peer_,
                                 "--initial-cluster",
                                 "default=" + etcd_peer_,
                                 "--unsafe-no-fsync",
                                 "--log-level",
                                 "warn"};
  words.insert(words.end(), wanted_.etcd_flags.begin(), wanted_.etcd_flags.end());
  etcd_ = started(std::move(words));
}

child control_plane::started_server(std::uint16_t port, const std::string& etcd) const {
  std::vector<std::string> words{
    "kube-apiserver",
    "--etcd-servers=" + etcd,
    "--bind-address=127.0.0.1",
    "--secure-port=" + std::to_string(port),
    "--advertise-address=127.0.0.1",
    "--endpoint-reconciler-type=none",
    "--service-cluster-ip-range=10.0.0.0/16",
    "--tls-cert-file=" + (folder() / "server.crt").string(),
    "--tls-private-key-file=" + (folder() / "server.key").string(),
    "--client-ca-file=" + ca_file().string(),
    "--token-auth-file=" + (folder() / "tokens.csv").string(),
    "--authorization-mode=RBAC",
    "--allow-privileged=true",
    "--service-account-issuer=https://kubernetes.default.svc",
    "--service-account-key-file=" + (folder() / "service-account.pub").string(),
    "--service-account-signing-key-file=" + (folder() / "service-account.key").string(),
    "--shutdown-watch-termination-grace-period=2s",
    "-v=0"};
  if (!wanted_.pods)
    words.push_back("--disable-admission-plugins=ServiceAccount");
  words.insert(words.end(), wanted_.apiserver_flags.begin(), wanted_.apiserver_flags.end());
  return started(std::move(words));
}

void control_plane::start_server() {
  server_ = started_server(port_, etcd_url_);
  if (!wait_until_ready(url_))
    FAIL("kube-apiserver did not become ready:\n"
         << server_->report().err << "\netcd:\n"
         << etcd_->report().err);
}

std::string control_plane::start_peer(const std::string& etcd) {
  const auto port = unused_port();
  auto server = at_loopback("https", port);
  peer_ = started_server(port, etcd);
  if (!wait_until_ready(server))
    FAIL("the second kube-apiserver did not become ready:\n" << peer_->report().err);
  return server;
}

bool control_plane::wait_until_ready(const std::string& server) {
  auto limit = std::chrono::steady_clock::now() + start_limit;
  while (std::chrono::steady_clock::now() < limit) {
    if (kubectl({"get", "--raw", "/readyz", "--request-timeout=5s", "--server=" + server}).out
        == "ok")
      return true;
    if (server_->wait(look_again) || etcd_->wait(0ms))
      return false;
  }
  return false;
}

void control_plane::start_pod_servers() {
  auto admin = kubeconfig().string();
  pod_servers_.push_back(started(
    {"kube-controller-manager", "--kubeconfig=" + admin, "--leader-elect=false", "--secure-port=0",
     "--service-account-private-key-file=" + (folder() / "service-account.key").string(),
     "--root-ca-file=" + ca_file().string(), "--kube-api-qps=1000", "--kube-api-burst=2000",
     "--controllers=deployment-controller,replicaset-controller,endpointslice-controller,"
     "endpoints-controller,serviceaccount-controller,serviceaccount-token-controller,"
     "root-ca-certificate-publisher-controller,namespace-controller,garbage-collector-controller,"
     "job-controller,daemonset-controller,statefulset-controller,pod-garbage-collector-"
     "controller,"
     "disruption-controller,node-lifecycle-controller,clusterrole-aggregation-controller"}));
  pod_servers_.push_back(
    started({"kube-scheduler", "--kubeconfig=" + admin, "--leader-elect=false", "--secure-port=0",
             "--kube-api-qps=1000", "--kube-api-burst=2000"}));
  pod_servers_.push_back(
    started({"kwok", "--kubeconfig=" + admin, "--config=" + binaries_ + "/kwok-stages.yaml",
             "--manage-all-nodes=true", "--node-ip=10.0.0.1", "--cidr=10.64.0.0/10",
             "--node-lease-duration-seconds=40",
             "--server-address=127.0.0.1:" + std::to_string(unused_port())}));
}

void control_plane::stop_server() {
  server_->stop(stop_limit);
}

void control_plane::kill_server() {
  server_->signal(SIGKILL);
  server_->wait(stop_limit);
}

void control_plane::kill_etcd() {
  etcd_->signal(SIGKILL);
  etcd_->wait(stop_limit);
}

finished control_plane::etcdctl(std::vector<std::string> words) const {
  words.insert(words.begin(), {binaries_ + "/etcdctl", "--endpoints=" + etcd_url_});
  return run({std::move(words), {}, {}});
}

void control_plane::compact() const {
  const auto status = weft::json::parse(etcdctl({"endpoint", "status", "--write-out=json"}).out);
  REQUIRE((status && status->as_array()));
  const auto* revision = status->as_array()->front().find_path({"Status", "header", "revision"});
  REQUIRE(etcdctl({"compact", std::to_string(revision->int_or(0))}).code == 0);
}

void control_plane::make_room() const {
  compact();
  REQUIRE(etcdctl({"defrag"}).code == 0);
  REQUIRE(etcdctl({"alarm", "disarm"}).code == 0);
}

void control_plane::stop_both() {
  stop_server();
  etcd_->stop(stop_limit);
}

void control_plane::back_up() {
  stop_both();
  fs::copy(folder() / "etcd", folder() / "backup", fs::copy_options::recursive);
  start_etcd();
  start_server();
}

void control_plane::restore() {
  stop_both();
  fs::remove_all(folder() / "etcd");
  fs::copy(folder() / "backup", folder() / "etcd", fs::copy_options::recursive);
  start_etcd();
  start_server();
}

void control_plane::freeze_server() const {
  server_->signal(SIGSTOP);
}

void control_plane::thaw_server() const {
  server_->signal(SIGCONT);
}

} // namespace weft::tests
