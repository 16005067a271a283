#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The kinds of value that only a node's keys have. @see kinds.hpp
namespace weft::config {

/// metadata.name of a Node, or nothing.
struct optional_node {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// A unix socket: an absolute path, perhaps with "unix://" before it.
struct socket_path {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// An absolute path that may stand in a list between colons.
struct absolute_path {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

struct optional_path : absolute_path {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
};

/// At least one absolute path.
struct absolute_paths {
  std::string allowed() const;
  std::optional<std::vector<std::string>> read(std::string_view given) const;
  std::string show(const std::vector<std::string>& value) const;
};

/// What the kernel takes for the name of an interface.
struct interface_name {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// A directory below /opt, or nothing. @see cni.md 5.2
struct optional_vendor {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// Names of CNI networks, or none. @see cni.md 4.1
struct cni_names {
  std::string allowed() const;
  std::optional<std::vector<std::string>> read(std::string_view given) const;
  std::string show(const std::vector<std::string>& value) const;
};

/// Variables that plugins may see too, none of which speaks of the call itself. @see cni.md 5.7
struct passed_variables {
  std::string allowed() const;
  std::optional<std::vector<std::string>> read(std::string_view given) const;
  std::string show(const std::vector<std::string>& value) const;
};

} // namespace weft::config
