#include "adapters/cni/sim/kernel.hpp"

#include "protocol/cni/address.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace weft::cni::sim {

namespace {

using standing = netns_view::standing;

constexpr std::uint64_t nsfs_device = 4;
constexpr std::uint64_t own_ino = 4'026'531'833;
constexpr std::uint32_t usual_mtu = 1500;

std::string mac_of(std::uint32_t index) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "0a:58:%02x:%02x:%02x:%02x", index >> 24U & 255U,
                index >> 16U & 255U, index >> 8U & 255U, index & 255U);
  return text.data();
}

bool is_v6(const std::string& text) {
  return text.find(':') != std::string::npos;
}

/// Whether `what` is in the network of an address with its length.
bool reaches(const std::string& own, const std::string& what) {
  const auto from = read_address(own);
  const auto to = read_address(what);
  if (!from || !to || from->v6 != to->v6)
    return false;
  const unsigned length = from->length.value_or(0);
  for (unsigned bit = 0; bit < length; ++bit)
    if (((from->bytes[bit / 8] ^ to->bytes[bit / 8]) >> (7 - bit % 8) & 1) != 0)
      return false;
  return true;
}

} // namespace

kernel::kernel() {
  restart();
}

netns_view kernel::look(const std::string& path) const {
  netns_view out;
  const auto found = spaces_.find(path);
  if (found == spaces_.end()) {
    out.trouble = "No such file or directory";
    return out;
  }
  out.stands = found->second.stands;
  if (out.stands == standing::open || out.stands == standing::nodes_own) {
    out.dev = nsfs_device;
    out.ino = found->second.ino;
  }
  if (out.stands == standing::open)
    for (const auto& one : found->second.interfaces)
      out.interfaces.push_back(one.seen);
  else
    out.trouble = "not to be looked into";
  return out;
}

std::string kernel::add_veth(const std::string& path, const std::string& name,
                             const std::string& mac, const std::string& bridge) {
  auto* there = open_at(path);
  if (!there || !is_free(*there, name))
    return {};
  if (!find_host(bridge))
    add_host(bridge);
  auto one = make(name, mac);
  one.outer = "veth" + std::to_string(one.seen.index);
  add_host(one.outer);
  host_.back().master = bridge;
  there->interfaces.push_back(one);
  return one.outer;
}

bool kernel::add_macvlan(const std::string& path, const std::string& name, const std::string& mac,
                         const std::string& parent) {
  auto* there = open_at(path);
  if (!there || !is_free(*there, name) || !find_host(parent))
    return false;
  auto one = make(name, mac);
  one.parent = parent;
  there->interfaces.push_back(std::move(one));
  return true;
}

void kernel::set_up(const std::string& path, const std::string& name,
                    const std::vector<std::string>& addresses) {
  auto* there = open_at(path);
  if (!there)
    return;
  for (auto& one : there->interfaces)
    if (one.seen.name == name) {
      one.seen.up = true;
      one.seen.addresses = addresses;
    }
}

bool kernel::lead_by_default(const std::string& path, const std::string& name,
                             const std::vector<std::string>& gateways) {
  auto* there = open_at(path);
  if (!there)
    return false;
  const auto seen = look(path).interfaces;
  const auto* through = cni::find(seen, name);
  const auto within_reach = [&](const std::string& gateway) {
    return std::any_of(through->addresses.begin(), through->addresses.end(),
                       [&](const std::string& own) { return reaches(own, gateway); });
  };
  if (!through || !through->up || !std::all_of(gateways.begin(), gateways.end(), within_reach))
    return false;
  std::erase_if(there->ways, [&](const default_way& old) {
    return std::any_of(gateways.begin(), gateways.end(), [&](const std::string& gateway) {
      return is_v6(gateway) == is_v6(old.gateway);
    });
  });
  for (const auto& gateway : gateways)
    there->ways.push_back({name, gateway});
  return true;
}

std::vector<default_way> kernel::ways(const std::string& path) const {
  const auto found = spaces_.find(path);
  return found == spaces_.end() ? std::vector<default_way>{} : found->second.ways;
}

bool kernel::remove(const std::string& path, const std::string& name) {
  auto* there = open_at(path);
  if (!there)
    return false;
  const auto found = std::find_if(there->interfaces.begin(), there->interfaces.end(),
                                  [&](const inner& one) { return one.seen.name == name; });
  if (found == there->interfaces.end())
    return false;
  std::erase_if(host_, [&](const interface_view& one) { return one.name == found->outer; });
  there->interfaces.erase(found);
  forget_ways(*there);
  return true;
}

void kernel::make_namespace(const std::string& path) {
  auto& made = spaces_[path] = {};
  made.ino = ++last_ino_;
  made.interfaces.push_back(make("lo", ""));
  made.interfaces.back().seen.mac.clear();
  add_foreign(path, "eth0");
  set_up(path, "eth0", {"10.88.0." + std::to_string(2 + made.ino % 250) + "/24"});
  made.ways.push_back({"eth0", "10.88.0.1"});
}

void kernel::remove_namespace(const std::string& path) {
  const auto gone = spaces_.extract(path);
  if (gone)
    for (const auto& each : gone.mapped().interfaces)
      std::erase_if(host_, [&](const interface_view& one) { return one.name == each.outer; });
}

void kernel::place(const std::string& path, standing what) {
  remove_namespace(path);
  spaces_[path] = {what, what == standing::nodes_own ? own_ino : 0, {}, {}};
}

void kernel::add_foreign(const std::string& path, const std::string& name) {
  if (auto* there = open_at(path)) {
    there->interfaces.push_back(make(name, ""));
    there->interfaces.back().seen.up = true;
  }
}

void kernel::add_host(const std::string& name) {
  host_.push_back(make(name, "").seen);
  host_.back().up = true;
}

void kernel::remove_host(const std::string& name) {
  std::erase_if(host_, [&](const interface_view& one) { return one.name == name; });
  for (auto& one : host_)
    if (one.master == name)
      one.master.clear();
  for (auto& [path, one_space] : spaces_) {
    std::erase_if(one_space.interfaces,
                  [&](const inner& one) { return one.parent == name || one.outer == name; });
    forget_ways(one_space);
  }
}

void kernel::restart() {
  spaces_.clear();
  host_.clear();
  add_host("lo");
  add_host("eth0");
}

kernel::space* kernel::open_at(const std::string& path) {
  const auto found = spaces_.find(path);
  return found == spaces_.end() || found->second.stands != standing::open ? nullptr
                                                                          : &found->second;
}

bool kernel::is_free(const space& in, const std::string& name) const {
  return std::none_of(in.interfaces.begin(), in.interfaces.end(),
                      [&](const inner& one) { return one.seen.name == name; });
}

void kernel::forget_ways(space& in) const {
  std::erase_if(in.ways, [&](const default_way& one) { return is_free(in, one.interface); });
}

kernel::inner kernel::make(const std::string& name, const std::string& mac) {
  inner out;
  out.seen.name = name;
  out.seen.index = ++last_index_;
  out.seen.mac = mac.empty() ? mac_of(out.seen.index) : mac;
  out.seen.mtu = usual_mtu;
  return out;
}

interface_view* kernel::find_host(const std::string& name) {
  const auto found = std::find_if(host_.begin(), host_.end(),
                                  [&](const interface_view& one) { return one.name == name; });
  return found == host_.end() ? nullptr : &*found;
}

} // namespace weft::cni::sim
