#pragma once

#include "adapters/cni/runtime.hpp"
#include "proto/cri/runtime.pb.h"
#include "protocol/fault.hpp"

#include <string>
#include <string_view>

/// Between the words of CRI and ours. Not for headers of others: it brings Protobuf's along.
/// @see cni.md 7.2, 7.3
namespace weft::cni::cri {

using namespace runtime::v1; // NOLINT(google-build-using-namespace): the interface's own words

/// The labels that a kubelet gives.
inline constexpr const char* uid_label = "io.kubernetes.pod.uid";
inline constexpr const char* namespace_label = "io.kubernetes.pod.namespace";
inline constexpr const char* name_label = "io.kubernetes.pod.name";

PodSandboxFilter filter_of(const sandbox_query& which);
/// As it is listed.
sandbox read_sandbox(const PodSandbox& from);
/// As it is told verbosely.
sandbox read_status(const PodSandboxStatusResponse& from);

/// "/runtime.v1.RuntimeService/Version"
std::string path_of(std::string_view api, std::string_view method);

/// What whoever called does about a gRPC status; errc::none for OK. @see cni.md 7.1
errc reaction_to(int status);
/// What a gRPC status that is not OK means, in words.
fault read_failure(int status, std::string what, std::string_view method);

} // namespace weft::cni::cri
