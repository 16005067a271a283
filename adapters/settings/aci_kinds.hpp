#pragma once

#include "protocol/aci/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The kinds of value that only a fabric's keys have. @see kinds.hpp
namespace weft::config {

/// APICs of one fabric, each a host with or without "https://" and a port.
struct apic_addresses {
  std::string allowed() const;
  std::optional<std::vector<std::string>> read(std::string_view given) const;
  std::string show(const std::vector<std::string>& value) const;
};

/// What tells our clusters apart on a fabric, or nothing. @see aci.md 8.2
struct mark_id {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// A qualified name that a Kubernetes annotation may have.
struct annotation_key {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// "tenant/l3out" each.
struct l3outs {
  std::string allowed() const;
  std::optional<std::vector<aci::l3out_name>> read(std::string_view given) const;
  std::string show(const std::vector<aci::l3out_name>& value) const;
};

/// "10.244.0.0/16" each.
struct address_ranges {
  std::string allowed() const;
  std::optional<std::vector<aci::prefix>> read(std::string_view given) const;
  std::string show(const std::vector<aci::prefix>& value) const;
};

/// "namespace=tenant/l3out/epg" each, with "*" for whatever any part is.
struct grants {
  std::string allowed() const;
  std::optional<std::vector<aci::grant>> read(std::string_view given) const;
  std::string show(const std::vector<aci::grant>& value) const;
};

} // namespace weft::config
