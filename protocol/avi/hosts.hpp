#pragma once

#include "protocol/avi/services.hpp"
#include "protocol/avi/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

/// How Services are called in the DNS. @see avi.md 5.9
namespace weft::avi {

/// Without the dot in front, if there is one.
std::string_view without_dot(std::string_view text);

/// Whether `name` is `domain` or lies below it, whole labels counted.
bool is_within(std::string_view name, std::string_view domain);

/// The domain that names are made in: the default one, if it is within one of the controller's,
/// else the first of these in their order. Empty: there are none, and so no names.
std::string chosen_domain(const settings& how, const std::vector<std::string>& domains);

/// The name that is made for a Service; empty: none.
std::string made_host(const settings& how, const service_name& of, std::string_view domain);

/// The name of a Service: that of its annotation, else one that is made. Empty: none.
std::string host_of(const settings& how, const site& at, const wished_service& wish);

} // namespace weft::avi
