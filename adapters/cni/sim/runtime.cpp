#include "adapters/cni/sim/runtime.hpp"

#include "adapters/cni/cri_words.hpp"
#include "protocol/json/value.hpp"

#include <grpcpp/support/status_code_enum.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace weft::cni::sim {

namespace {

using telling = told_sandbox::telling;

cri_answer refusal(grpc::StatusCode code, std::string what) {
  return {code, std::move(what), {}};
}

template <class Message>
cri_answer message(const Message& what) {
  return {0, {}, what.SerializeAsString()};
}

/// What both messages tell alike.
template <class Message>
void tell_of(const told_sandbox& one, Message& in) {
  in.set_id(one.what.id);
  in.mutable_metadata()->set_name(one.what.name);
  in.mutable_metadata()->set_uid(one.what.uid);
  in.mutable_metadata()->set_namespace_(one.what.ns);
  in.mutable_metadata()->set_attempt(one.what.attempt);
  in.set_state(one.what.ready ? cri::SANDBOX_READY : cri::SANDBOX_NOTREADY);
  in.set_created_at(one.what.created_ns);
  auto& labels = *in.mutable_labels();
  for (const auto& [name, text] : one.labels)
    labels[name] = text;
  labels[cri::uid_label] = one.what.uid;
  labels[cri::namespace_label] = one.what.ns;
  labels[cri::name_label] = one.what.name;
}

cri::PodSandboxStatus status_of(const told_sandbox& one) {
  cri::PodSandboxStatus out;
  tell_of(one, out);
  out.mutable_linux()->mutable_namespaces()->mutable_options()->set_network(
    static_cast<cri::NamespaceMode>(one.what.mode));
  return out;
}

bool fits(const cri::PodSandboxFilter& filter, const cri::PodSandbox& one) {
  if (!filter.id().empty() && filter.id() != one.id())
    return false;
  if (filter.has_state() && filter.state().state() != one.state())
    return false;
  const auto& labels = filter.label_selector();
  return std::all_of(labels.begin(), labels.end(), [&](const auto& wanted) {
    const auto found = one.labels().find(wanted.first);
    return found != one.labels().end() && found->second == wanted.second;
  });
}

json::value spec_of(const told_sandbox& one) {
  auto all = json::value::list({json::value::of({{"type", "pid"}})});
  if (one.what.mode != sandbox::network::node) {
    auto network = json::value::of({{"type", "network"}});
    if (one.says != telling::no_path)
      network.set("path", one.what.netns);
    all.push_back(std::move(network));
  }
  return json::value::of(
    {{"ociVersion", "1.0.2-dev"}, {"linux", json::value::of({{"namespaces", std::move(all)}})}});
}

/// The text under "info".
std::string details_of(const told_sandbox& one, const runtime_character& character) {
  if (one.says == telling::no_json)
    return "{\"pid\":";
  json::value out = json::object{};
  if (character.infra_containers) {
    out.set("image", "registry.k8s.io/pause:3.9");
    out.set("pid", one.what.ready ? 4711 : 0);
  }
  if (character.like == runtime_character::product::containerd) {
    out.set("pid", one.what.ready ? 4711 : 0);
    out.set("processStatus", one.what.ready ? "running" : "deleted");
    out.set("netNamespaceClosed", !one.what.ready);
    out.set("image", "registry.k8s.io/pause:3.6");
    out.set("runtimeHandler", "");
    out.set("runtimeType", "io.containerd.runc.v2");
  }
  if (one.says == telling::null_spec)
    out.set("runtimeSpec", nullptr);
  else if (one.says != telling::no_spec)
    out.set("runtimeSpec", spec_of(one));
  return json::write(out);
}

} // namespace

cri_reply runtime::receive(const std::string& path, const std::string& request) {
  calls_.push_back(path);
  for (const auto& [api, spoken] :
       {std::pair{"v1", character.speaks_v1}, std::pair{"v1alpha2", character.speaks_v1alpha2}})
    if (const auto service = cri::path_of(api, ""); spoken && path.starts_with(service))
      return {!character.answers, answer(path.substr(service.size()), request), character.latency};
  return {false, refusal(grpc::UNIMPLEMENTED, "unknown service"), {}};
}

std::uint64_t runtime::tell_events(std::function<void(std::string)> told,
                                   std::function<void()> ended) {
  if (!character.tells_events)
    return 0;
  listeners_[++last_listener_] = {std::move(told), std::move(ended)};
  return last_listener_;
}

void runtime::add(told_sandbox one) {
  const auto& made = sandboxes_[one.what.id] = std::move(one);
  announce(made, cri::CONTAINER_STARTED_EVENT);
}

void runtime::remove(const std::string& id) {
  if (const auto gone = sandboxes_.extract(id))
    announce(gone.mapped(), cri::CONTAINER_DELETED_EVENT);
}

void runtime::change(const std::string& id, const std::function<void(told_sandbox&)>& how) {
  const auto found = sandboxes_.find(id);
  if (found == sandboxes_.end())
    return;
  how(found->second);
  announce(found->second,
           found->second.what.ready ? cri::CONTAINER_STARTED_EVENT : cri::CONTAINER_STOPPED_EVENT);
}

void runtime::set_up(bool up) {
  up_ = up;
  if (!up)
    for (const auto& [id, one] : std::exchange(listeners_, {}))
      one.ended();
}

const told_sandbox* runtime::find(const std::string& id) const {
  const auto found = sandboxes_.find(id);
  return found == sandboxes_.end() ? nullptr : &found->second;
}

cri_answer runtime::answer(const std::string& method, const std::string& request) const {
  const bool containerd = character.like == runtime_character::product::containerd;
  if (method == "Version") {
    cri::VersionResponse out;
    out.set_version("0.1.0");
    out.set_runtime_name(containerd ? "containerd" : "cri-o");
    out.set_runtime_version(containerd ? "1.6.20~ds1" : "1.26.0");
    out.set_runtime_api_version("v1");
    return message(out);
  }
  if (method == "ListPodSandbox") {
    cri::ListPodSandboxRequest asked;
    cri::ListPodSandboxResponse out;
    if (!asked.ParseFromString(request))
      return refusal(grpc::INTERNAL, "not to be read");
    for (const auto& [id, one] : sandboxes_) {
      cri::PodSandbox shown;
      tell_of(one, shown);
      if (fits(asked.filter(), shown))
        *out.add_items() = std::move(shown);
    }
    return message(out);
  }
  if (method == "PodSandboxStatus") {
    cri::PodSandboxStatusRequest asked;
    if (!asked.ParseFromString(request))
      return refusal(grpc::INTERNAL, "not to be read");
    const auto* one = find(asked.pod_sandbox_id());
    if (!one)
      return refusal(grpc::NOT_FOUND, containerd
                                        ? "an error occurred when try to find sandbox: not found"
                                        : "could not find pod \"" + asked.pod_sandbox_id()
                                            + "\": not found: ID does not exist");
    cri::PodSandboxStatusResponse out;
    *out.mutable_status() = status_of(*one);
    if (asked.verbose() && one->says != telling::no_details)
      (*out.mutable_info())["info"] = details_of(*one, character);
    return message(out);
  }
  return refusal(grpc::UNIMPLEMENTED, "unknown method " + method);
}

void runtime::announce(const told_sandbox& one, int event) {
  cri::ContainerEventResponse out;
  out.set_container_id(one.what.id);
  out.set_container_event_type(static_cast<cri::ContainerEventType>(event));
  *out.mutable_pod_sandbox_status() = status_of(one);
  const auto listeners = listeners_;
  for (const auto& [id, each] : listeners)
    each.told(out.SerializeAsString());
}

} // namespace weft::cni::sim
