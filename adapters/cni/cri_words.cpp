#include "adapters/cni/cri_words.hpp"

#include <grpcpp/support/status_code_enum.h>

namespace weft::cni::cri {

namespace {

sandbox::network mode_of(NamespaceMode mode) {
  switch (mode) {
  case NamespaceMode::POD:
    return sandbox::network::pod;
  case NamespaceMode::CONTAINER:
    return sandbox::network::container;
  case NamespaceMode::NODE:
    return sandbox::network::node;
  default:
    return sandbox::network::target;
  }
}

/// What both messages tell alike.
template <class Message>
sandbox read_common(const Message& from) {
  sandbox out;
  out.id = from.id();
  out.uid = from.metadata().uid();
  out.ns = from.metadata().namespace_();
  out.name = from.metadata().name();
  out.attempt = from.metadata().attempt();
  out.ready = from.state() == SANDBOX_READY;
  out.created_ns = from.created_at();
  return out;
}

} // namespace

PodSandboxFilter filter_of(const sandbox_query& which) {
  PodSandboxFilter out;
  auto& labels = *out.mutable_label_selector();
  if (!which.uid.empty())
    labels[uid_label] = which.uid;
  if (!which.ns.empty())
    labels[namespace_label] = which.ns;
  if (!which.name.empty())
    labels[name_label] = which.name;
  return out;
}

sandbox read_sandbox(const PodSandbox& from) {
  auto out = read_common(from);
  out.trouble = "not inspected yet";
  return out;
}

sandbox read_status(const PodSandboxStatusResponse& from) {
  auto out = read_common(from.status());
  out.mode = mode_of(from.status().linux().namespaces().options().network());
  if (out.mode == sandbox::network::node) {
    out.trouble = "it lives in the node's network";
    return out;
  }
  const auto told = from.info().find("info");
  auto path
    = told == from.info().end()
        ? result<std::string>{fault{errc::not_found, "the runtime tells no details", {}, {}}}
        : read_netns_path(told->second);
  if (path)
    out.netns = *std::move(path);
  else
    out.trouble = path.error().what;
  return out;
}

std::string path_of(std::string_view api, std::string_view method) {
  return "/runtime." + std::string{api} + ".RuntimeService/" + std::string{method};
}

errc reaction_to(int status) {
  switch (status) {
  case grpc::StatusCode::OK:
    return errc::none;
  case grpc::StatusCode::NOT_FOUND:
    return errc::not_found;
  case grpc::StatusCode::PERMISSION_DENIED:
  case grpc::StatusCode::UNAUTHENTICATED:
    return errc::forbidden;
  case grpc::StatusCode::UNIMPLEMENTED:
    return errc::refused;
  case grpc::StatusCode::RESOURCE_EXHAUSTED:
    return errc::malformed;
  default:
    return errc::unreachable;
  }
}

fault read_failure(int status, std::string what, std::string_view method) {
  return {reaction_to(status),
          what.empty() ? "ended without a word" : std::move(what),
          "cri " + std::string{method},
          {}};
}

} // namespace weft::cni::cri
