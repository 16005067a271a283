#pragma once

#include <string>

/// What a test needs of the machine. Call first in the test: when it is missing, the test ends
/// there, prints "SKIPPED: <why>" and ctest counts it as skipped; with WEFT_REQUIRE_ALL=1 in the
/// environment it fails instead.
namespace weft::tests {

/// Ends the test now, as skipped or (WEFT_REQUIRE_ALL=1) as failed.
[[noreturn]] void skip(const std::string& why);

/// etcd, kube-apiserver and kubectl in the directory that
/// KUBEBUILDER_ASSETS names. @returns that directory.
std::string requires_servers();

/// kube-controller-manager, kube-scheduler, kwok and its stages beside them.
std::string requires_pod_servers();

/// A program on the PATH. @returns its path.
std::string requires_program(const std::string& name);

} // namespace weft::tests
