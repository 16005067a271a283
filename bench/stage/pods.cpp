#include "bench/stage/pods.hpp"

#include "protocol/k8s/raw_field.hpp"

#include <cstdio>

namespace weft::bench {

namespace {

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

std::string padded(std::uint64_t number, std::size_t digits) {
  auto text = std::to_string(number);
  return std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
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

std::string metadata(std::size_t number, std::uint64_t version) {
  const auto n = padded(number, 5);
  std::string text = R"({"name":"web-7c5ddbdf54-)" + n
                     + R"(","generateName":"web-7c5ddbdf54-","namespace":")" + pod_namespace(number)
                     + R"(","uid":"0b4bb1f5-2f6c-4a0f-9d3e-6f1d6b7)" + n + '"';
  text.append(",").append(version_mark).append(padded(version, version_digits));
  text
    += R"(","generation":1,"creationTimestamp":"2026-11-21T11:59:58Z","labels":{"app":"web",)"
       R"("tier":"front","pod-template-hash":"7c5ddbdf54"},"annotations":{)"
       R"("weft.dev/network":"blue",)"
       R"("kubectl.kubernetes.io/restartedAt":"2026-11-20T08:00:00Z"},"ownerReferences":[)"
       R"({"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7c5ddbdf54",)"
       R"("uid":"5a1e0c62-6d0f-4b5c-8f6c-1f6a2b0d9e33","controller":true,"blockOwnerDeletion":true}],)"
       R"("managedFields":[)";
  return text + managed_fields("kube-controller-manager", 12) + "," + managed_fields("kubelet", 11)
         + "]}";
}

std::string address(std::size_t number) {
  return "10." + std::to_string(number >> 16U & 255U) + "." + std::to_string(number >> 8U & 255U)
         + "." + std::to_string(number & 255U);
}

} // namespace

k8s::kind pods() {
  k8s::kind kept;
  kept.version = "v1";
  kept.name = "Pod";
  kept.plural = "pods";
  kept.acted_on = true;
  kept.labels = {""};
  kept.annotations = {"weft.dev/"};
  kept.project = project_pod;
  return kept;
}

std::string pod_namespace(std::size_t number) {
  return "shop-" + padded(number % 100, 2);
}

std::string pod_line(std::string_view type, std::size_t number, std::uint64_t version) {
  const auto ip = address(number);
  std::string line = R"({"type":")" + std::string{type}
                     + R"(","object":{"kind":"Pod","apiVersion":"v1","metadata":)"
                     + metadata(number, version);
  line += R"(,"spec":{"volumes":[{"name":"kube-api-access","projected":{"sources":[)"
          R"({"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":)"
          R"({"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}],)"
          R"("defaultMode":420}}],"containers":[)";
  line += container(0) + "," + container(1);
  line += R"(],"restartPolicy":"Always","terminationGracePeriodSeconds":30,)"
          R"("dnsPolicy":"ClusterFirst","serviceAccountName":"web","nodeName":"node-)"
          + padded(number % 1000, 3)
          + R"(","schedulerName":"default-scheduler","tolerations":[{"key":)"
            R"("node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute",)"
            R"("tolerationSeconds":300}],"priority":0},"status":{"phase":"Running","conditions":[)";
  line += condition_named("PodReadyToStartContainers") + "," + condition_named("Initialized") + ","
          + condition_named("Ready") + "," + condition_named("PodScheduled");
  line += R"(],"hostIP":"10.0.0.17","podIP":")" + ip + R"(","podIPs":[{"ip":")" + ip
          + R"("}],"startTime":"2026-11-21T12:00:00Z","containerStatuses":[{"name":"web-0",)"
            R"("state":{"running":{"startedAt":"2026-11-21T12:00:00Z"}},"ready":true,)"
            R"("restartCount":0,"image":"registry.example/shop/web:1.0",)"
            R"("containerID":"containerd://d34db33f"}],"qosClass":"Burstable"}}})";
  return line;
}

} // namespace weft::bench
