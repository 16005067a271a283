// How many watch events one core decodes. The promise: more than 200 000 a second of a Pod of
// 5.6 KB, as a cluster's own components write it.

#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/raw_field.hpp"

#include <benchmark/benchmark.h>

#include <string>

using namespace weft;

namespace {

/// What a domain keeps of a Pod.
struct pod_record : record {
  std::string node;
  std::string address;
};

pod_record copy_of(const snapshot<record>& held) {
  return held ? as<pod_record>(held) : pod_record{};
}

result<void> project_pod(k8s::raw_field& from, k8s::projection& into) {
  const std::string_view wanted = from.name == "spec"     ? "nodeName"
                                  : from.name == "status" ? "podIP"
                                                          : "";
  if (wanted.empty())
    return {};
  auto pod = copy_of(into.body);
  for (auto field : from.value.get_object())
    if (std::string_view{field.unescaped_key()} == wanted) {
      (from.name == "spec" ? pod.node : pod.address) = std::string_view{field.value().get_string()};
      break;
    }
  into.body = take_snapshot(std::move(pod));
  return {};
}

k8s::kind pods() {
  k8s::kind kept;
  kept.version = "v1";
  kept.name = "Pod";
  kept.plural = "pods";
  kept.labels = {""};
  kept.annotations = {"weft.dev/"};
  kept.project = project_pod;
  return kept;
}

std::string managed_fields(const std::string& manager, int entries) {
  std::string owned;
  for (int i = 0; i < entries; ++i)
    owned += (i ? "," : "") + std::string{R"("f:field)"} + std::to_string(i)
             + R"(":{".":{},"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}})";
  return R"({"manager":")" + manager
         + R"(","operation":"Update","apiVersion":"v1","time":"2026-11-21T12:00:00Z",)"
           R"("fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{)"
         + owned + "}}}";
}

std::string container(int index) {
  const auto n = std::to_string(index);
  return R"({"name":"web-)" + n + R"(","image":"registry.example/shop/web:1.)" + n
         + R"(","ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[)"
           R"({"name":"POD_IP","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}},)"
           R"({"name":"LEVEL","value":"info"}],"resources":{"limits":{"cpu":"500m","memory":"256Mi"},)"
           R"("requests":{"cpu":"100m","memory":"128Mi"}},"volumeMounts":[{"name":"kube-api-access",)"
           R"("readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],)"
           R"("livenessProbe":{"httpGet":{"path":"/healthz","port":"http","scheme":"HTTP"},)"
           R"("timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},)"
           R"("terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",)"
           R"("imagePullPolicy":"IfNotPresent"})";
}

std::string condition_named(const std::string& type) {
  return R"({"type":")" + type
         + R"(","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-11-21T12:00:00Z"})";
}

/// A running Pod; about 35 % of it is managedFields.
std::string pod_line() {
  std::string line
    = R"({"type":"MODIFIED","object":{"kind":"Pod","apiVersion":"v1","metadata":{)"
      R"("name":"web-7c5ddbdf54-x2x9q","generateName":"web-7c5ddbdf54-","namespace":"shop",)"
      R"("uid":"0b4bb1f5-2f6c-4a0f-9d3e-6f1d6b7f0a11","resourceVersion":"8812345","generation":1,)"
      R"("creationTimestamp":"2026-11-21T11:59:58Z","labels":{"app":"web","tier":"front",)"
      R"("pod-template-hash":"7c5ddbdf54"},"annotations":{"weft.dev/network":"blue",)"
      R"("kubectl.kubernetes.io/restartedAt":"2026-11-20T08:00:00Z"},"ownerReferences":[)"
      R"({"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7c5ddbdf54",)"
      R"("uid":"5a1e0c62-6d0f-4b5c-8f6c-1f6a2b0d9e33","controller":true,"blockOwnerDeletion":true}],)"
      R"("managedFields":[)";
  line += managed_fields("kube-controller-manager", 12) + "," + managed_fields("kubelet", 11);
  line += R"(]},"spec":{"volumes":[{"name":"kube-api-access","projected":{"sources":[)"
          R"({"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":)"
          R"({"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}],)"
          R"("defaultMode":420}}],"containers":[)";
  line += container(0) + "," + container(1);
  line += R"(],"restartPolicy":"Always","terminationGracePeriodSeconds":30,)"
          R"("dnsPolicy":"ClusterFirst","serviceAccountName":"web","nodeName":"node-17",)"
          R"("schedulerName":"default-scheduler","tolerations":[{"key":)"
          R"("node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute",)"
          R"("tolerationSeconds":300}],"priority":0},"status":{"phase":"Running","conditions":[)";
  line += condition_named("PodReadyToStartContainers") + "," + condition_named("Initialized") + ","
          + condition_named("Ready") + "," + condition_named("PodScheduled");
  line += R"(],"hostIP":"10.0.0.17","podIP":"10.1.17.23","podIPs":[{"ip":"10.1.17.23"}],)"
          R"("startTime":"2026-11-21T12:00:00Z","containerStatuses":[{"name":"web-0","state":)"
          R"({"running":{"startedAt":"2026-11-21T12:00:00Z"}},"ready":true,"restartCount":0,)"
          R"("image":"registry.example/shop/web:1.0","containerID":"containerd://d34db33f"}],)"
          R"("qosClass":"Burstable"}}})";
  return line;
}

void decode(benchmark::State& state, k8s::buffer lies) {
  const auto which = pods();
  auto line = pod_line();
  const auto bytes = line.size();
  line.append(k8s::decode_padding, ' ');
  const std::string_view text{line.data(), bytes};
  for (auto _ : state) {
    auto event = k8s::decode_line(which, text, lies);
    if (!event)
      state.SkipWithError(event.error().why.what.c_str());
    benchmark::DoNotOptimize(event);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["line_bytes"] = static_cast<double>(bytes);
}

void pods_in_place(benchmark::State& state) {
  decode(state, k8s::buffer::padded);
}
BENCHMARK(pods_in_place);

void pods_copied(benchmark::State& state) {
  decode(state, k8s::buffer::exact);
}
BENCHMARK(pods_copied);

void page_of_500(benchmark::State& state) {
  const auto which = pods();
  const auto line = pod_line();
  const auto object = line.substr(line.find("\"object\":") + 9);
  std::string body = R"({"kind":"PodList","metadata":{"resourceVersion":"9"},"items":[)";
  for (int i = 0; i < 500; ++i)
    body.append(i ? "," : "").append(object, 0, object.size() - 1);
  body += "]}";
  for (auto _ : state) {
    const auto read
      = k8s::decode_page(which, body, [](auto item) { benchmark::DoNotOptimize(item); });
    if (!read)
      state.SkipWithError(read.error().what.c_str());
  }
  state.SetItemsProcessed(state.iterations() * 500);
}
BENCHMARK(page_of_500);

} // namespace

BENCHMARK_MAIN();
