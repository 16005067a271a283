#include "bench/kubernetes/crowd.hpp"

#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/k8s/make_client.hpp"
#include "bench/kubernetes/flights.hpp"
#include "bench/stage/pods.hpp"
#include "protocol/json/value.hpp"

#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

namespace weft::bench {

namespace {

constexpr std::size_t at_once = 32;
constexpr std::size_t looked_at = 100; ///< Pods whose size is told
constexpr const char* merge_patch = "application/merge-patch+json";

/// @param who The server takes the part before the slash for the manager of what is written.
std::shared_ptr<k8s::client> connect(net::transport& io, const tests::control_plane& server,
                                     const std::string& who) {
  auto access = k8s::read_kubeconfig({server.kubeconfig("admin")}, {});
  if (!access)
    throw std::runtime_error(to_string(access.error()));
  k8s::client_settings how;
  how.user_agent = who + "/bench";
  how.http.max_connections = at_once;
  auto made = k8s::make_client(io, std::move(*access), how);
  if (!made)
    throw std::runtime_error(to_string(made.error()));
  return std::move(*made);
}

k8s::request writing(const std::string& method, const std::string& target, std::string body) {
  k8s::request out;
  out.method = method;
  out.target = target;
  out.content_type = method == "PATCH" ? merge_patch : "application/json";
  out.body = std::move(body);
  return out;
}

std::string collection(std::size_t number) {
  return "/api/v1/namespaces/" + pod_namespace(number) + "/pods";
}

/// The Pod of a watch event, in the two parts in which it is written.
struct pod_parts {
  std::string name;
  std::string spec;
  std::string status;
};

pod_parts parts_of(std::size_t number) {
  const auto line = json::parse(pod_line("ADDED", number, 0));
  auto pod = *line->find("object");
  const auto status = json::value::of({{"status", *pod.find("status")}});
  pod.erase("status");
  pod.find_path({"spec", "containers"})->as_array()->pop_back(); // the server's own fields are many
  for (const auto* servers_own :
       {"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"})
    pod["metadata"].erase(servers_own);
  return {std::string{pod.text_at({"metadata", "name"})}, json::write(pod), json::write(status)};
}

std::string status_path(std::size_t number, const std::string& name) {
  return collection(number) + "/" + name + "/status";
}

std::string stamped() {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count();
  const auto text = std::to_string(micros);
  return R"({"metadata":{"annotations":{")" + std::string{sent_mark} + R"(":")" + text
         + R"("}},"status":{"message":"seen at )" + text + R"("}})";
}

} // namespace

crowd::crowd(const tests::control_plane& server, std::size_t pods)
  : pods_(pods), controllers_(connect(io_, server, "kube-controller-manager")),
    kubelets_(connect(io_, server, "kubelet")) {
  flights all{at_once};
  for (std::size_t i = 0; i < 100; ++i)
    all.launch(*controllers_, writing("POST", "/api/v1/namespaces",
                                      R"({"metadata":{"name":")" + pod_namespace(i) + R"("}})"));
  all.land();
  for (std::size_t i = 0; i < pods_; ++i)
    all.launch(*controllers_, writing("POST", collection(i), parts_of(i).spec));
  all.land();
  for (std::size_t i = 0; i < pods_; ++i) {
    auto parts = parts_of(i);
    all.launch(*kubelets_, writing("PATCH", status_path(i, parts.name), std::move(parts.status)));
  }
  all.land();
  measure();
}

std::string crowd::ask(const std::string& target) {
  std::promise<std::string> said;
  k8s::request what;
  what.target = target;
  controllers_->call(what, [&](const result<k8s::response>& answer) {
    said.set_value(answer && answer->status == 200 ? answer->body : "");
  });
  auto text = said.get_future().get();
  if (text.empty())
    throw std::runtime_error("the API server does not answer GET " + target);
  return text;
}

void crowd::measure() {
  const auto list = json::parse(ask("/api/v1/pods?limit=" + std::to_string(looked_at)));
  for (const auto& pod : *list->find("items")->as_array()) {
    bytes_ += static_cast<double>(json::write(pod).size());
    managed_
      += static_cast<double>(json::write(*pod.find_path({"metadata", "managedFields"})).size());
  }
}

double crowd::mean_bytes() const {
  return bytes_ / looked_at;
}

double crowd::managed_share() const {
  return managed_ / bytes_;
}

crowd::patched crowd::patch(double per_second, std::chrono::seconds span) {
  const auto count = static_cast<std::size_t>(per_second * static_cast<double>(span.count()));
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < pods_; ++i)
    paths.push_back(status_path(i, parts_of(i).name));
  flights all{1000};
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    std::this_thread::sleep_until(
      start + std::chrono::duration<double>(static_cast<double>(i) / per_second));
    all.launch(*kubelets_, writing("PATCH", paths[i % pods_], stamped()));
  }
  const auto acknowledged = all.land();
  return {acknowledged, std::chrono::steady_clock::now() - start};
}

double crowd::server_cpu_seconds() {
  constexpr std::string_view mark = "\nprocess_cpu_seconds_total ";
  const auto text = ask("/metrics");
  const auto at = text.find(mark);
  return at == text.npos ? 0 : std::stod(text.substr(at + mark.size()));
}

} // namespace weft::bench
