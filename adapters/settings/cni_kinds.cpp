#include "adapters/settings/cni_kinds.hpp"

#include "protocol/cni/names.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace weft::config {

namespace {

bool is_absolute(std::string_view given) {
  return given.starts_with('/') && std::ranges::none_of(given, [](unsigned char c) {
           return c < 0x20 || c == 0x7f || c == ':' || c == ',';
         });
}

bool is_variable(const std::string& given) {
  const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !given.empty() && std::isdigit(static_cast<unsigned char>(given.front())) == 0
         && std::ranges::all_of(given, is_word);
}

template <class Good>
std::optional<std::string> read_if(std::string_view given, Good good) {
  return good(given) ? std::optional{std::string{given}} : std::nullopt;
}

template <class Good>
std::optional<std::vector<std::string>> read_each_if(std::string_view given, Good good) {
  std::vector<std::string> out;
  std::istringstream parts{std::string{given}};
  for (std::string part; std::getline(parts, part, ',');) {
    if (!good(part))
      return std::nullopt;
    out.push_back(part);
  }
  return out;
}

std::string between_commas(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all)
    out += (out.empty() ? "" : ",") + one;
  return out;
}

} // namespace

std::string optional_node::allowed() const {
  return "the name of a Node, such as worker-1.example.com, or empty";
}

std::optional<std::string> optional_node::read(std::string_view given) const {
  return read_if(given, [](auto text) { return text.empty() || cni::is_subdomain(text); });
}

std::string socket_path::allowed() const {
  return "an absolute path, such as unix:///run/containerd/containerd.sock";
}

std::optional<std::string> socket_path::read(std::string_view given) const {
  constexpr std::string_view scheme = "unix://";
  return read_if(given, [&](auto text) {
    return is_absolute(text.starts_with(scheme) ? text.substr(scheme.size()) : text);
  });
}

std::string absolute_path::allowed() const {
  return "an absolute path without colons and commas";
}

std::optional<std::string> absolute_path::read(std::string_view given) const {
  return read_if(given, is_absolute);
}

std::string optional_path::allowed() const {
  return absolute_path::allowed() + ", or empty";
}

std::optional<std::string> optional_path::read(std::string_view given) const {
  return given.empty() ? std::string{} : absolute_path::read(given);
}

std::string absolute_paths::allowed() const {
  return "a list of absolute paths, at least one";
}

std::optional<std::vector<std::string>> absolute_paths::read(std::string_view given) const {
  auto out = read_each_if(given, is_absolute);
  return out && !out->empty() ? std::move(out) : std::nullopt;
}

std::string absolute_paths::show(const std::vector<std::string>& value) const {
  return between_commas(value);
}

std::string interface_name::allowed() const {
  return "the name of an interface, such as eth0";
}

std::optional<std::string> interface_name::read(std::string_view given) const {
  return read_if(given, cni::is_interface_name);
}

std::string optional_vendor::allowed() const {
  return "letters, digits, dots, hyphens and underscores, or empty";
}

std::optional<std::string> optional_vendor::read(std::string_view given) const {
  return read_if(given, [](auto text) { return text.empty() || cni::is_cni_name(text); });
}

std::string cni_names::allowed() const {
  return "a list of names of letters, digits, dots, hyphens and underscores";
}

std::optional<std::vector<std::string>> cni_names::read(std::string_view given) const {
  return read_each_if(given, cni::is_cni_name);
}

std::string cni_names::show(const std::vector<std::string>& value) const {
  return between_commas(value);
}

std::string passed_variables::allowed() const {
  return "a list of variables other than PATH and those that begin with CNI_";
}

std::optional<std::vector<std::string>> passed_variables::read(std::string_view given) const {
  return read_each_if(given, [](const std::string& one) {
    return is_variable(one) && one != "PATH" && !one.starts_with("CNI_");
  });
}

std::string passed_variables::show(const std::vector<std::string>& value) const {
  return between_commas(value);
}

} // namespace weft::config
