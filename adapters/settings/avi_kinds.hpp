#pragma once

#include "adapters/settings/kinds.hpp"
#include "protocol/avi/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The kinds of value that only an AVI controller's keys have. @see kinds.hpp
namespace weft::config {

/// Addresses of one controller, each a host with or without "https://" and a port.
struct controller_addresses {
  std::string allowed() const;
  std::optional<std::vector<std::string>> read(std::string_view given) const;
  std::string show(const std::vector<std::string>& value) const;
};

/// What tells clusters apart at a controller, or nothing. @see avi.md 11.1
struct cluster_word {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// A version of the API, or nothing.
struct optional_version {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// A text whose letters are taken as small ones.
struct small_text : text {
  std::optional<std::string> read(std::string_view given) const;
};

/// Texts between commas.
struct texts {
  std::string allowed() const;
  std::optional<std::vector<std::string>> read(std::string_view given) const;
  std::string show(const std::vector<std::string>& value) const;
};

/// "key=value" of a label, or nothing.
struct label_choice {
  std::string allowed() const;
  std::optional<avi::chosen_by> read(std::string_view given) const;
  std::string show(const avi::chosen_by& value) const;
};

/// "network=10.10.25.0/24+fd00::/64" each: a name, or "uuid:" and a uuid, and at most one subnet of
/// each family, which may be missing.
struct vip_networks {
  std::string allowed() const;
  std::optional<std::vector<avi::vip_network>> read(std::string_view given) const;
  std::string show(const std::vector<avi::vip_network>& value) const;
};

/// The same with any number of subnets.
struct node_networks {
  std::string allowed() const;
  std::optional<std::vector<avi::node_network>> read(std::string_view given) const;
  std::string show(const std::vector<avi::node_network>& value) const;
};

} // namespace weft::config
