#pragma once

#include "protocol/avi/names.hpp"
#include "protocol/avi/settings.hpp"

#include <string>
#include <string_view>

/// What is made of Ingresses is called so. @see avi.md 7.2, 7.3
namespace weft::avi {

/// With what the names of all shared VirtualServices begin: "C--Shared-L7-".
std::string shared_prefix(const settings& how);

/// The VirtualService that a host shares with others; its VsVip, pool group, data script and
/// redirecting policy bear the same name. @param host In small letters.
std::string shared_name(const settings& how, std::string_view host);

/// Whether a VirtualService of ours by this name is a shared one. No Service's is called so.
bool is_shared_name(const settings& how, std::string_view name);

/// A path of a host, as one Ingress has it.
struct ingress_place {
  std::string_view host; ///< in small letters
  std::string_view path;
  service_name ingress; ///< namespace and name
};

/// The pool behind a path of a host without a certificate.
std::string plain_pool_name(const settings& how, const ingress_place& at);
/// The pool behind a path of a host with one, and its pool group.
std::string secure_pool_name(const settings& how, const ingress_place& at);

/// The child VirtualService of a host with a certificate, and the certificate.
std::string child_name(const settings& how, std::string_view host);
/// The certificate of another algorithm, and the authority's.
std::string other_certificate_name(const settings& how, std::string_view host);
std::string authority_name(const settings& how, std::string_view host);

/// The HTTP policy set with the paths that the Ingresses of a namespace have at a host.
std::string path_policy_name(const settings& how, const std::string& ns, std::string_view host);

/// The label by which plain requests find their pool: "noo.com/foo/bar", in small letters.
std::string priority_label(std::string_view host, std::string_view path);

/// Whether a name with this in it can be referred to by name. @see avi.md 2.7
bool can_be_referred_to(std::string_view text);

} // namespace weft::avi
