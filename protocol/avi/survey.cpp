#include "protocol/avi/survey.hpp"

#include "protocol/avi/helm.hpp"
#include "protocol/avi/wire/reference.hpp"
#include "protocol/avi/wire/replies.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::avi {

namespace {

constexpr const char* shared_vrf = "global";

/// Where VIPs are taken from networks that are known by name. @see avi.md 3.1
constexpr std::array with_networks{"CLOUD_VCENTER", "CLOUD_NONE", "CLOUD_NSXT"};
/// Where addresses are not the controller's to give, or by nobody it knows. @see avi.md 5.3
constexpr std::array foreign_ipams{"IPAMDNS_TYPE_INFOBLOX", "IPAMDNS_TYPE_CUSTOM"};
/// Where addresses come from the cloud itself.
constexpr std::array public_clouds{"CLOUD_AWS", "CLOUD_AZURE", "CLOUD_GCP", "CLOUD_OPENSTACK"};

template <class All>
bool is_among(const All& all, std::string_view text) {
  return std::ranges::find(all, text) != all.end();
}

std::string quoted(std::string_view text) {
  return "\"" + std::string{text} + "\"";
}

/// Whether nothing can be concluded from the failure but that the way is no good.
bool is_of_the_way(wire::setback what) {
  return what == wire::setback::transient || what == wire::setback::auth
         || what == wire::setback::rejected;
}

const json::value* find_named(const json::array& all, std::string_view name) {
  const auto found = std::ranges::find_if(
    all, [&](const json::value& one) { return one.text_at({"name"}) == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string referred_name(const json::value& object, std::string_view member) {
  const auto read = wire::read_reference(object.text_at({member}));
  return read ? read->name : std::string{};
}

std::string referred_uuid(const json::value& object, std::string_view member) {
  const auto read = wire::read_reference(object.text_at({member}));
  return read ? read->uuid : std::string{};
}

/// The first network that an IPAM profile may use, in either of its spellings.
std::string usable_network(const json::value& profile) {
  const auto* inside = profile.find("internal_profile");
  const auto list = [&](std::string_view name) -> const json::value* {
    const auto* held = inside ? inside->find(name) : nullptr;
    const auto* all = held ? held->as_array() : nullptr;
    return all && !all->empty() ? &all->front() : nullptr;
  };
  if (const auto* entry = list("usable_networks"))
    return referred_uuid(*entry, "nw_ref");
  const auto* plain = list("usable_network_refs");
  const auto read = plain ? wire::read_reference(plain->text_or("")) : std::nullopt;
  return read ? read->uuid : std::string{};
}

bool has_tier1(const json::value& vrf, std::string_view path) {
  const auto* held = vrf.find("attrs");
  const auto* all = held ? held->as_array() : nullptr;
  return all && std::ranges::any_of(*all, [&](const json::value& one) {
           return one.text_at({"key"}) == "tier1path" && one.text_at({"value"}) == path;
         });
}

} // namespace

survey::survey(const settings& how) : how_(how) {
  if (auto why = fault_in(how); !why.empty())
    fail(std::move(why));
  else
    ask(question::runtime);
}

wire::call survey::call_for(question what) const {
  const auto& tenant = how_.tenant;
  switch (what) {
  case question::runtime:
    return wire::ask_runtime();
  case question::tenant:
    return wire::list("tenant", {{"name", tenant}}, tenant);
  case question::cloud:
    return wire::list("cloud", {{"name", how_.cloud}}, tenant);
  case question::ipam:
    return wire::read("ipamdnsproviderprofile", ipam_uuid_, tenant);
  case question::network:
    if (!network_uuid_.empty())
      return wire::read_network(network_uuid_, cloud_uuid_, tenant);
    return wire::list("network",
                      {{"name", how_.vip_networks.front().name}, {"cloud_ref.name", how_.cloud}},
                      tenant);
  case question::routers:
    return wire::list(type::vrf, {{"cloud_ref.name", how_.cloud}}, tenant);
  case question::domains:
    return wire::ask_domains(cloud_uuid_);
  case question::cluster:
    return wire::ask_cluster();
  case question::license:
  case question::none:
    break;
  }
  return wire::ask_system();
}

void survey::ask(question what) {
  asked_ = what;
  next_.reset();
  pages_.reset();
  if (what == question::none)
    return;
  next_ = call_for(what);
  const bool lists = what == question::tenant || what == question::cloud
                     || what == question::routers
                     || (what == question::network && network_uuid_.empty());
  if (lists)
    pages_.emplace(*next_);
}

void survey::fail(std::string why) {
  found_.trouble = std::move(why);
  ask(question::none);
}

wire::answered<void> survey::take(const wire::answered<json::value>& got) {
  if (!got) {
    if (is_of_the_way(got.error().kind))
      return got.error();
    take_refusal(got.error());
    return {};
  }
  if (!pages_) {
    take_answer(*got);
    return {};
  }
  if (const auto page = pages_->take(*got); !page)
    return wire::lost(*next_, page.error());
  if (pages_->next())
    next_ = pages_->next();
  else
    take_objects(pages_->finish().objects);
  return {};
}

void survey::take_answer(const json::value& said) {
  switch (asked_) {
  case question::runtime: {
    const auto at = wire::read_runtime(said);
    if (at && !wire::is_usable(*at))
      return fail("the controller's cluster cannot be used: it is in state " + at->state);
    return ask(question::tenant);
  }
  case question::ipam:
    found_.keeps_vip_part = is_among(foreign_ipams, said.text_at({"type"}));
    network_uuid_ = usable_network(said);
    return choose_vrf();
  case question::network:
    found_.vrf = referred_name(said, "vrf_context_ref");
    if (found_.vrf.empty())
      return fail("the VIP network is in no VRF");
    return ask(question::domains);
  case question::domains:
    if (auto read = wire::read_domains(said))
      found_.domains = *std::move(read);
    return ask(question::cluster);
  case question::cluster:
    if (auto read = wire::read_cluster_uuid(said))
      found_.cluster_uuid = *std::move(read);
    return ask(question::license);
  default:
    found_.license = wire::read_license_tier(said);
    return ask(question::none);
  }
}

void survey::take_objects(const json::array& all) {
  if (asked_ == question::tenant) {
    if (!find_named(all, how_.tenant))
      return fail("there is no tenant " + quoted(how_.tenant));
    return ask(question::cloud);
  }
  if (asked_ == question::cloud) {
    const auto* cloud = find_named(all, how_.cloud);
    if (!cloud)
      return fail("there is no cloud " + quoted(how_.cloud));
    found_.cloud_type = cloud->text_at({"vtype"});
    cloud_uuid_ = cloud->text_at({"uuid"});
    ipam_uuid_ = referred_uuid(*cloud, "ipam_provider_ref");
    if (!ipam_uuid_.empty())
      return ask(question::ipam);
    if (!is_among(public_clouds, found_.cloud_type))
      return fail("the cloud " + quoted(how_.cloud) + " has no IPAM profile");
    return choose_vrf();
  }
  if (asked_ == question::network) {
    const auto& name = how_.vip_networks.front().name;
    const auto* network = find_named(all, name);
    return network ? take_answer(*network) : fail("there is no VIP network " + quoted(name));
  }
  const auto found
    = std::ranges::find_if(all, [&](const json::value& one) { return has_tier1(one, how_.tier1); });
  if (found == all.end())
    return fail("no VRF is that of the T1 router " + quoted(how_.tier1));
  found_.vrf = found->text_at({"name"});
  ask(question::domains);
}

/// What is merely good to know may be missing.
void survey::take_refusal(const wire::refusal& why) {
  switch (asked_) {
  case question::runtime:
    return ask(question::tenant);
  case question::ipam:
    return choose_vrf();
  case question::domains:
    return ask(question::cluster);
  case question::cluster:
    return ask(question::license);
  case question::license:
    return ask(question::none);
  default:
    return fail(to_string(why.why));
  }
}

/// @see avi.md 3.1
void survey::choose_vrf() {
  if (!how_.vrf.empty()) {
    found_.vrf = how_.vrf;
    return ask(question::domains);
  }
  if (!how_.tier1.empty())
    return ask(question::routers);
  const bool of_network
    = is_among(with_networks, found_.cloud_type) && how_.mode == service_mode::cluster_ip;
  if (of_network && !how_.vip_networks.empty()) {
    network_uuid_ = how_.vip_networks.front().uuid;
    return ask(question::network);
  }
  if (of_network && !network_uuid_.empty())
    return ask(question::network);
  const bool own_router = found_.cloud_type == "CLOUD_OPENSTACK" && how_.tenant != wire::provider;
  found_.vrf = own_router ? how_.tenant + "-default" : shared_vrf;
  ask(question::domains);
}

site survey::finish(const std::string& spoken, const std::string& license) const {
  auto out = found_;
  out.api_version = spoken;
  if (out.license.empty())
    out.license = license;
  return out;
}

} // namespace weft::avi
