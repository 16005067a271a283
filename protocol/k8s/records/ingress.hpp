#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// The annotation by which an Ingress named its class before `spec.ingressClassName` was there.
inline constexpr std::string_view legacy_class = "kubernetes.io/ingress.class";
/// The annotation that makes a class the one of Ingresses that name none.
inline constexpr std::string_view default_class = "ingressclass.kubernetes.io/is-default-class";

/// One entry of `spec.rules[].http.paths`.
struct ingress_path {
  std::string path;        ///< as written; empty: all
  std::string type;        ///< "Exact", "Prefix" or "ImplementationSpecific"
  std::string service;     ///< name of the backend; empty: it is no Service
  std::string port_name;   ///< empty: by number
  std::int64_t number = 0; ///< of the Service's port; 0: by name

  bool operator==(const ingress_path&) const = default;
};

/// One entry of `spec.rules`.
struct ingress_rule {
  std::string host; ///< as written; empty: any
  std::vector<ingress_path> paths;

  bool operator==(const ingress_rule&) const = default;
};

/// One entry of `spec.tls`.
struct ingress_tls {
  std::vector<std::string> hosts;
  std::string secret; ///< in the Ingress's namespace; empty: none

  bool operator==(const ingress_tls&) const = default;
};

/// What is kept of an Ingress.
struct ingress_record : record {
  std::string class_name; ///< spec.ingressClassName; empty: none
  std::vector<ingress_rule> rules;
  std::vector<ingress_tls> tls;
};

/// What is kept of an IngressClass.
struct ingress_class_record : record {
  std::string controller; ///< spec.controller
};

/// The projectors. Whatever comes first, it comes to the same.
result<void> read_ingress(raw_field& from, projection& into);
result<void> read_ingress_class(raw_field& from, projection& into);

} // namespace weft::k8s
