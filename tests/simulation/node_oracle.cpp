#include "tests/simulation/node_oracle.hpp"

#include "adapters/cni/record_files.hpp"
#include "protocol/cni/annotation.hpp"
#include "protocol/cni/names.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace weft::simulation {

namespace {

using attachment = std::pair<std::string, std::string>; ///< sandbox and interface

std::string annotation_of(const json::value& pod, std::string_view key) {
  return text_at(pod, {"metadata", "annotations", key});
}

/// What a Pod asks for: CNI networks by interface.
std::map<std::string, std::string> wishes_of(const json::value& pod) {
  std::map<std::string, std::string> out;
  if (const auto all = json::parse(annotation_of(pod, cni::annotation::kaloom)))
    for (const auto& one : *all->as_array())
      out[kaloom_interfaces.at(text_at(one, {"name"}))] = text_at(one, {"name"});
  std::istringstream list{annotation_of(pod, cni::annotation::npwg)};
  for (std::string one; std::getline(list, one, ',');)
    out[one.substr(one.find('@') + 1)] = one.substr(0, one.find('@'));
  return out;
}

/// Compares a node with what it should be.
class node_inspection {
public:
  node_inspection(world& here, const foreign_entries& foreign) : here_(here), foreign_(foreign) {}

  std::vector<std::string> report() {
    found_ = here_.books.violations;
    for (const auto& one : here_.node.violations())
      complain("I2: " + one);
    for (const auto& pod : here_.list("/api/v1/pods"))
      if (text_at(pod, {"spec", "nodeName"}) == own_node)
        look_at(pod);
    look_for_leaks();
    look_at_records();
    look_at_addresses();
    return found_;
  }

private:
  /// The one that a Pod's attachments are to be in; null: there is none.
  const cni::sandbox* sandbox_for(const json::value& pod) const {
    const cni::sandbox* out = nullptr;
    if (text_at(pod, {"status", "phase"}) == "Running")
      for (const auto& [id, one] : here_.node.containers.all())
        if (one.what.ready && one.what.uid == text_at(pod, {"metadata", "uid"})
            && (!out || one.what.attempt > out->attempt))
          out = &one.what;
    return out;
  }

  void look_at(const json::value& pod) {
    const auto name = text_at(pod, {"metadata", "name"});
    const auto* in = sandbox_for(pod);
    std::set<std::string> said;
    if (in)
      for (const auto& [interface, network] : wishes_of(pod)) {
        wanted_[{in->id, interface}] = network;
        said.insert(interface);
        if (!cni::find(here_.node.network.look(in->netns).interfaces, interface))
          complain("I1: " + name + " has no " + interface);
      }
    look_at_status(pod, name, said);
  }

  void look_at_status(const json::value& pod, const std::string& name,
                      std::set<std::string> wanted) {
    const auto text = annotation_of(pod, cni::annotation::status);
    const auto read = json::parse(text);
    const auto all = read && read->as_array() ? *read->as_array() : json::array{};
    std::vector<std::string> others;
    std::set<std::string> ours;
    for (const auto& one : all) {
      const auto interface = text_at(one, {"interface"});
      if (interface.starts_with("foreign"))
        others.push_back(json::write(one));
      else if (!ours.insert(interface).second)
        complain("I5: " + name + " is told " + interface + " twice");
    }
    if (ours != wanted)
      complain("I5: the status of " + name + " is " + text);
    const auto before = foreign_.find(text_at(pod, {"metadata", "uid"}));
    if (others != (before == foreign_.end() ? std::vector<std::string>{} : before->second))
      complain("I7: entries of others have changed in the status of " + name + ": " + text);
  }

  void look_for_leaks() {
    for (const auto& [id, one] : here_.node.containers.all())
      for (const auto& each : here_.node.network.look(one.what.netns).interfaces)
        if (each.name != "lo" && each.name != "eth0" && !wanted_.contains({id, each.name}))
          complain("I4: " + each.name + " in " + id + " is nobody's wish");
    const auto& host = here_.node.network.host();
    const auto ends
      = std::ranges::count_if(host, [](const auto& one) { return one.name.starts_with("veth"); });
    if (static_cast<std::size_t>(ends) != wanted_.size())
      complain("I4: there are " + std::to_string(ends) + " outer ends, should be "
               + std::to_string(wanted_.size()));
    if (here_.node.running() > 0)
      complain("I4: a plugin still runs");
  }

  void look_at_records() {
    cni::record_files files{here_.node.files};
    const auto kept = files.read_all().value();
    for (const auto& one : kept.torn)
      complain("I4: " + one.file + " does not read: " + one.trouble);
    std::set<attachment> recorded;
    for (const auto& one : kept.whole) {
      recorded.emplace(one.container_id, one.interface);
      if (one.at != cni::phase::attached)
        complain("I4: the record of " + one.interface + " in " + one.container_id + " is "
                 + std::string{cni::to_string(one.at)});
    }
    std::set<attachment> wanted;
    for (const auto& [where, network] : wanted_)
      wanted.insert(where);
    compare(wanted, recorded, "record");
  }

  void look_at_addresses() {
    std::map<std::string, std::set<attachment>> wanted;
    for (const auto& [where, network] : wanted_)
      wanted[network].insert(where);
    for (const auto& [network, all] : here_.node.pools.all())
      wanted[network];
    for (const auto& [network, all] : wanted) {
      std::set<attachment> reserved;
      if (const auto held = here_.node.pools.all().find(network);
          held != here_.node.pools.all().end())
        for (const auto& [address, who] : held->second)
          if (!reserved.emplace(who.container, who.interface).second)
            complain("I4: " + who.container + " has two addresses of " + network);
      compare(all, reserved, "address of " + network);
    }
  }

  void compare(const std::set<attachment>& wanted, const std::set<attachment>& there,
               const std::string& what) {
    for (const auto& [id, interface] : wanted)
      if (!there.contains({id, interface}))
        complain("I1: " + interface + " in " + id + " has no " + what);
    for (const auto& [id, interface] : there)
      if (!wanted.contains({id, interface}))
        complain("I4: " + interface + " in " + id + " has a " + what + " that nobody needs");
  }

  void complain(std::string what) { found_.push_back(std::move(what)); }

  world& here_;
  const foreign_entries& foreign_;
  std::map<attachment, std::string> wanted_; ///< the network of each
  std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> check_node(world& here, const foreign_entries& foreign) {
  return node_inspection{here, foreign}.report();
}

std::size_t executions(const world& here) {
  return static_cast<std::size_t>(std::ranges::count_if(
    here.node.calls(), [](const auto& one) { return one.what.what != cni::verb::version; }));
}

} // namespace weft::simulation
