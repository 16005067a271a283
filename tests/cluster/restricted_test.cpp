#include "tests/cluster/installation.hpp"
#include "tests/cluster/manifest.hpp"
#include "tests/requires.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace weft::tests;

namespace {

/// Makes a root of the container's own below $1, read-only, with the files of the directory $2 as
/// what the Pod mounts, and becomes there the user that the manifest names, with nothing else.
constexpr const char* enter_container = R"(
set -e
root=$1 mounts=$2 program=$3 user=$4 group=$5
shift 5
mount -t tmpfs none "$root"
mkdir -p "$root/usr" "$root/proc" "$root/dev"
for path in /bin /lib /lib32 /lib64 /libx32 /sbin; do
  if [ -L "$path" ]; then cp -d "$path" "$root$path"; fi
done
mount --bind /usr "$root/usr"
mount -o remount,bind,ro "$root/usr"
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
cp -r "$mounts/." "$root/"
touch "$root/weft"
mount --bind "$program" "$root/weft"
mount -o remount,bind,ro "$root/weft"
mount -o remount,ro "$root"
exec chroot "$root" /usr/bin/setpriv --pdeathsig KILL --reuid "$user" --regid "$group" \
  --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all /weft "$@"
)";

void put(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream{file} << text;
}

/// The container of deploy/weft.yaml, as the kubelet would start it.
command container(installation& here, const std::filesystem::path& folder) {
  const auto deployment = manifest("Deployment");
  const auto* pod = deployment.find_path({"spec", "template", "spec"});
  const auto& described = pod->find("containers")->as_array()->front();
  const auto mounts = folder / "mounts";
  put(mounts / "etc/weft/weft.yaml", text_at(manifest("ConfigMap"), {"data", "weft.yaml"}));
  put(mounts / "etc/weft/velocloud/token", orchestrator::token());
  put(mounts / "etc/weft/velocloud/ca.pem", here.vco.ca_pem());
  const auto account = mounts / "var/run/secrets/kubernetes.io/serviceaccount";
  std::ostringstream authority;
  authority << std::ifstream{here.cluster.ca_file()}.rdbuf();
  put(account / "token", here.api_token());
  put(account / "ca.crt", authority.str());
  put(account / "namespace", "weft");
  std::filesystem::create_directories(folder / "root");
  const auto id = [&](const char* of) {
    return std::to_string(pod->int_at({"securityContext", of}, 0));
  };
  std::vector<std::string> words{"unshare",
                                 "--mount",
                                 "--propagation=private",
                                 "sh",
                                 "-c",
                                 enter_container,
                                 "sh",
                                 (folder / "root").string(),
                                 mounts.string(),
                                 WEFT_PROGRAM,
                                 id("runAsUser"),
                                 id("runAsGroup")};
  for (const auto& one : *described.find("args")->as_array())
    words.emplace_back(one.text_or(""));
  words.insert(words.end(), {"--velocloud-url=" + here.vco.url(),
                             "--velocloud-ca-file=/etc/weft/velocloud/ca.pem", "--server-port=0",
                             "--server-probe-port=0", "--log-format=logfmt"});
  const auto server = endpoint_of(here.cluster.url());
  return {std::move(words),
          {"KUBERNETES_SERVICE_HOST=" + server.host,
           "KUBERNETES_SERVICE_PORT=" + std::to_string(server.port)},
          {}};
}

std::string of_process(controller& weft, const std::string& file) {
  std::ostringstream text;
  text << std::ifstream{"/proc/" + std::to_string(weft.process().id()) + "/" + file}.rdbuf();
  return text.str();
}

} // namespace

TEST_CASE(
  "kubernetes row 15: weft does its work in a read-only root, without a capability, and with"
  " no more rights than config/rbac gives",
  "[installation]") {
  if (run({{"unshare", "--mount", "true"}, {}, {}}).code != 0)
    skip("no mount namespace can be made here; that takes root");
  installation here;
  here.make_namespace("ns1");
  const fresh_folder folder;
  auto& weft = here.start(container(here, folder.path));

  const auto status = of_process(weft, "status");
  CAPTURE(status);
  CHECK_THAT(status, Catch::Contains("Uid:\t65532\t65532\t65532\t65532"));
  CHECK_THAT(status, Catch::Contains("CapPrm:\t0000000000000000"));
  CHECK_THAT(status, Catch::Contains("CapBnd:\t0000000000000000"));
  CHECK_THAT(status, Catch::Contains("NoNewPrivs:\t1"));
  CHECK_THAT(of_process(weft, "mounts"), Catch::StartsWith("none / tmpfs ro,"));

  here.create("ns1", "first");
  here.await_ready("ns1", "first");
  here.edit("ns1", "first", R"({"dport":8443})");
  here.await_ready("ns1", "first");
  here.erase("ns1", "first");
  here.await_gone("ns1", "first");
  for (const auto* refused : {"forbidden", "denied", "Read-only", "not permitted"})
    CHECK(weft.log().find(refused) == std::string::npos);
}
