#pragma once

#include "protocol/avi/layer7_names.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/k8s/records/tls_secret.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What an Ingress wishes. @see avi.md 7
namespace weft::avi {

/// One path of a host.
struct wished_path {
  std::string path; ///< begins with a slash
  bool exact = false;
  std::string backend; ///< "web port 80", for people
  std::vector<pool_server> servers;

  bool operator==(const wished_path&) const = default;
};

/// One host, with the paths that the Ingress has there.
struct wished_host {
  std::string name;                               ///< in small letters
  snapshot<k8s::tls_secret_record> certificate{}; ///< null: requests are not encrypted
  std::vector<wished_path> paths;
};

/// The body of an Ingress's fragment for one shared VirtualService: the hosts that belong there.
struct wished_ingress : record, telling, names_objects {
  service_name of; ///< namespace and name of the Ingress
  timestamp created{};
  std::vector<wished_host> hosts;

  /// Of each path its pool, with and without a certificate: another Ingress may bring one.
  std::set<object_name> names(const settings& how) const override;
  /// The paths, with how many members each has.
  std::vector<std::pair<std::string, std::string>> tell() const override;
};

/// Where one host is.
struct standing_host {
  std::string name;
  std::string virtual_service;
  std::string uuid; ///< of that

  bool operator==(const standing_host&) const = default;
};

/// Where an Ingress stands with one shared VirtualService: the evidence of a verdict.
struct standing_ingress : record, telling {
  std::vector<standing_host> hosts;
  std::vector<std::string> addresses; ///< as of standing_service
  std::string controller;             ///< uuid of the controller's cluster
  std::string tenant;

  std::vector<std::pair<std::string, std::string>> tell() const override;
};

/// The objects of a shared VirtualService that no Ingress has for itself.
std::set<object_name> shared_objects(const std::string& virtual_service);

/// Changes whenever anything of the wish does.
std::string digest_of(const wished_ingress& wish);

} // namespace weft::avi
