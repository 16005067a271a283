#include "tests/node/containerd.hpp"

#include "adapters/cni/grpc_carrier.hpp"
#include "proto/cri/runtime.pb.h"
#include "protocol/json/value.hpp"
#include "protocol/sha256.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/requires.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

namespace weft::tests {

namespace {

namespace cri = runtime::v1;
namespace fs = std::filesystem;

std::string text_in(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream{file, std::ios::binary}.rdbuf();
  return out.str();
}

/// An image with a busybox that sleeps, as an OCI layout.
class image {
public:
  explicit image(fs::path at) : at_(std::move(at)) { fs::create_directories(at_ / "blobs/sha256"); }

  /// @returns a descriptor.
  json::value add(const std::string& type, const std::string& bytes) {
    const auto digest = to_hex(sha256(bytes));
    std::ofstream{at_ / "blobs/sha256" / digest, std::ios::binary} << bytes;
    return json::value::of({{"mediaType", type},
                            {"digest", "sha256:" + digest},
                            {"size", static_cast<std::int64_t>(bytes.size())}});
  }

  void write(const std::string& layer) {
    const std::string oci = "application/vnd.oci.image.";
    const auto config = json::value::of(
      {{"architecture", "amd64"},
       {"os", "linux"},
       {"config", json::value::of(
                    {{"Entrypoint", json::value::list({"/bin/busybox", "sleep", "2147483647"})}})},
       {"rootfs",
        json::value::of({{"type", "layers"},
                         {"diff_ids", json::value::list({"sha256:" + to_hex(sha256(layer))})}})}});
    const auto manifest
      = json::value::of({{"schemaVersion", 2},
                         {"mediaType", oci + "manifest.v1+json"},
                         {"config", add(oci + "config.v1+json", json::write(config))},
                         {"layers", json::value::list({add(oci + "layer.v1.tar", layer)})}});
    auto top = add(oci + "manifest.v1+json", json::write(manifest));
    top.set("annotations", json::value::of({{"io.containerd.image.name", "localhost/pause:test"}}));
    std::ofstream{at_ / "index.json"} << json::write(
      json::value::of({{"schemaVersion", 2}, {"manifests", json::value::list({top})}}));
    std::ofstream{at_ / "oci-layout"} << R"({"imageLayoutVersion":"1.0.0"})";
  }

private:
  fs::path at_;
};

constexpr const char* configuration = R"(version = 2
root = "$T/root"
state = "$T/state"
[grpc]
  address = "$T/c.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:test"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$P"
    conf_dir = "$T/net.d"
[plugins."io.containerd.internal.v1.opt"]
  path = "$T/opt"
)";

constexpr const char* network = R"({"cniVersion":"1.0.0","name":"cluster-default","plugins":[
 {"type":"bridge","bridge":"cni-def","isGateway":true,"ipam":{"type":"host-local",
  "subnet":"10.88.0.0/24","routes":[{"dst":"0.0.0.0/0"}],"dataDir":"$T/ipam"}}]})";

std::string placed(std::string text, const std::string& what, const std::string& by) {
  for (auto found = text.find(what); found != std::string::npos; found = text.find(what))
    text.replace(found, what.size(), by);
  return text;
}

cri::PodSandboxConfig config_of(const wanted_pod& pod, const std::string& cgroup) {
  cri::PodSandboxConfig out;
  out.mutable_metadata()->set_name(pod.name);
  out.mutable_metadata()->set_namespace_("default");
  out.mutable_metadata()->set_uid(pod.uid);
  out.mutable_metadata()->set_attempt(pod.attempt);
  auto& labels = *out.mutable_labels();
  labels["io.kubernetes.pod.name"] = pod.name;
  labels["io.kubernetes.pod.namespace"] = "default";
  labels["io.kubernetes.pod.uid"] = pod.uid;
  if (!pod.in_node_network)
    out.set_hostname(pod.name);
  auto& on = *out.mutable_linux();
  on.set_cgroup_parent("/" + cgroup);
  if (pod.in_node_network)
    on.mutable_security_context()->mutable_namespace_options()->set_network(cri::NODE);
  return out;
}

} // namespace

containerd::containerd(const stage& on, const default_network& first)
  : on_(on), name_(here_.path().filename()) {
  requires_program("containerd");
  requires_program("busybox");
  requires_plugins({"bridge", "host-local"});
  const auto at = here_.path().string();
  here_.write("config.toml", placed(placed(configuration, "$T", at), "$P", first.plugin_dir));
  here_.write("net.d/10-first.conflist",
              first.list.empty() ? placed(network, "$T", at) : first.list);
  start();
  import_image();
}

containerd::~containerd() {
  cri::ListPodSandboxResponse all;
  try {
    all = call<cri::ListPodSandboxResponse>("ListPodSandbox", cri::ListPodSandboxRequest{});
    for (const auto& one : all.items()) {
      stop(one.id());
      remove(one.id());
    }
  } catch (const std::exception&) {
    WARN("containerd does not end its Pods");
  }
  way_ = nullptr;
  process_ = std::nullopt;
  const auto at = here_.path().string();
  tests::run({{"sh", "-c",
               "for m in $(grep -o ' " + at
                 + "[^ ]*' /proc/self/mounts | sort -r); do umount $m; "
                   "done; for c in /sys/fs/cgroup/"
                 + name_ + " /sys/fs/cgroup/*/" + name_
                 + "; do find $c -depth -type d -exec rmdir {} +; done"},
              {},
              {}});
}

std::string containerd::run(const wanted_pod& pod) {
  cri::RunPodSandboxRequest request;
  *request.mutable_config() = config_of(pod, name_);
  return call<cri::RunPodSandboxResponse>("RunPodSandbox", request).pod_sandbox_id();
}

void containerd::stop(const std::string& sandbox) {
  cri::StopPodSandboxRequest request;
  request.set_pod_sandbox_id(sandbox);
  call<cri::StopPodSandboxResponse>("StopPodSandbox", request);
}

void containerd::remove(const std::string& sandbox) {
  cri::RemovePodSandboxRequest request;
  request.set_pod_sandbox_id(sandbox);
  call<cri::RemovePodSandboxResponse>("RemovePodSandbox", request);
}

void containerd::kill_pause(const std::string& sandbox) {
  cri::PodSandboxStatusRequest request;
  request.set_pod_sandbox_id(sandbox);
  request.set_verbose(true);
  const auto status = call<cri::PodSandboxStatusResponse>("PodSandboxStatus", request);
  const auto details = json::parse(status.info().at("info"));
  REQUIRE(details.has_value());
  ::kill(static_cast<pid_t>(details->int_at({"pid"}, 0)), SIGKILL);
}

void containerd::kill() {
  process_->signal(SIGKILL);
  REQUIRE(process_->wait(cni::testing::patience));
  process_ = std::nullopt;
}

void containerd::start() {
  process_.emplace(command{{"containerd", "--config", here_.path() / "config.toml"}, {}, {}});
  way_ = cni::carry_over_grpc({socket(), cni::testing::patience, 16 << 20});
  const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
  for (int status = -1; status != 0;) {
    cni::testing::awaited<cni::cri_answer> told;
    way_->call("/runtime.v1.RuntimeService/Version", {}, told.callback());
    const auto got = told.get();
    status = got.status;
    INFO(got.what << " " << process_->report().err);
    REQUIRE((status == 0 || std::chrono::steady_clock::now() < until));
    std::this_thread::yield();
  }
}

template <class Answer, class Request>
Answer containerd::call(const std::string& method, const Request& request) {
  cni::testing::awaited<cni::cri_answer> told;
  way_->call("/runtime.v1.RuntimeService/" + method, request.SerializeAsString(), told.callback());
  const auto got = told.get();
  Answer out;
  if (got.status != 0 || !out.ParseFromString(got.body))
    throw std::runtime_error(method + ": " + got.what);
  return out;
}

void containerd::import_image() {
  const auto root = here_.path() / "rootfs";
  for (const auto* folder : {"bin", "proc", "sys", "dev", "etc", "tmp"})
    fs::create_directories(root / folder);
  fs::copy_file(requires_program("busybox"), root / "bin/busybox");
  const auto at = here_.path().string();
  on_.sh("tar -C " + at + "/rootfs -cf " + at + "/layer.tar .");
  image{here_.path() / "oci"}.write(text_in(here_.path() / "layer.tar"));
  on_.sh("tar -C " + at + "/oci -cf " + at + "/pause.tar . && ctr -a " + socket()
         + " -n k8s.io images import " + at + "/pause.tar");
}

} // namespace weft::tests
