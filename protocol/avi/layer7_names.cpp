#include "protocol/avi/layer7_names.hpp"

#include "protocol/avi/checksum.hpp"
#include "protocol/avi/lenient.hpp"

#include <algorithm>

namespace weft::avi {

namespace {

/// "foo.com_foo_bar" of host foo.com and path /foo/bar.
std::string host_and_path(const ingress_place& at) {
  std::string path{at.path};
  std::ranges::replace(path, '/', '_');
  return std::string{at.host} + path;
}

} // namespace

std::string shared_prefix(const settings& how) {
  return name_prefix(how) + (how.primary ? "" : how.instance + "-") + "Shared-L7-";
}

std::string shared_name(const settings& how, std::string_view host) {
  const auto last = static_cast<std::uint32_t>(how.shards) - 1;
  return shared_prefix(how) + std::to_string(fnv1a32(host) & last);
}

bool is_shared_name(const settings& how, std::string_view name) {
  return name.starts_with(shared_prefix(how));
}

std::string plain_pool_name(const settings& how, const ingress_place& at) {
  return name_prefix(how) + host_and_path(at) + "-" + at.ingress.ns + "-" + at.ingress.name;
}

std::string secure_pool_name(const settings& how, const ingress_place& at) {
  return name_prefix(how) + at.ingress.ns + "-" + host_and_path(at) + "-" + at.ingress.name;
}

std::string child_name(const settings& how, std::string_view host) {
  return name_prefix(how).append(host);
}

std::string other_certificate_name(const settings& how, std::string_view host) {
  return child_name(how, host) + "-alt";
}

std::string authority_name(const settings& how, std::string_view host) {
  return child_name(how, host) + "-cacert";
}

std::string path_policy_name(const settings& how, const std::string& ns, std::string_view host) {
  return name_prefix(how).append(ns).append("-").append(host);
}

std::string priority_label(std::string_view host, std::string_view path) {
  return lower_case(std::string{host}.append(path));
}

bool can_be_referred_to(std::string_view text) {
  return text.find_first_of("&#?%") == text.npos;
}

} // namespace weft::avi
