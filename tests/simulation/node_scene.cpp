#include "tests/simulation/node_scene.hpp"

#include "adapters/cni/record_files.hpp"
#include "protocol/cni/status_entry.hpp"

#include <algorithm>

namespace weft::simulation {

namespace {

constexpr std::size_t workers = 4; // whatever machine the test runs on

bool counts(const cni::sim::plugin_call& one) {
  return one.what.what != cni::verb::version;
}

} // namespace

world_shape on_node() {
  auto shape = with_trace();
  shape.has_velocloud = false;
  shape.has_cni = true;
  shape.agent.node_name = own_node;
  shape.agent.workers = workers;
  shape.agent.config_dir.clear();
  return shape;
}

node_scene::node_scene(world_shape how, std::uint64_t seed) : world(seed, std::move(how)) {
  int subnet = 0;
  for (const auto* name : {"red", "green", "data"})
    define_network(*this, name, bridge_config(name, ++subnet));
  for (const auto* name : {"net-a", "net-b"})
    define_attachment(*this, name, bridge_config(name, ++subnet));
  count_anew();
}

void node_scene::open() {
  start();
  run_for(5s);
  count_anew();
}

void node_scene::open_with_web(const std::string& value) {
  start_pod(*this, "web", {{std::string{cni::annotation::kaloom}, value}});
  open();
}

void node_scene::open_with_npwg_web(const std::string& value) {
  start_pod(*this, "web", {{std::string{cni::annotation::npwg}, value}});
  open();
}

void node_scene::count_anew() {
  node.forget_calls();
  lines_before_ = trace.size();
  events_before_ = all_events();
}

node_scene::tally node_scene::counted() const {
  return {calls(cni::verb::add).size(), calls(cni::verb::del).size(),
          calls(cni::verb::check).size(), lines_with(": PATCH ", "/pods/")};
}

std::size_t node_scene::lines_with(std::string_view one, std::string_view other) const {
  return static_cast<std::size_t>(
    std::count_if(trace.begin() + static_cast<std::ptrdiff_t>(lines_before_), trace.end(),
                  [&](const std::string& line) {
                    return line.find(one) != line.npos && line.find(other) != line.npos;
                  }));
}

std::vector<cni::sim::plugin_call> node_scene::calls() const {
  std::vector<cni::sim::plugin_call> out;
  std::ranges::copy_if(node.calls(), std::back_inserter(out), counts);
  return out;
}

std::vector<cni::sim::plugin_call> node_scene::calls(cni::verb what) const {
  auto out = calls();
  std::erase_if(out, [&](const auto& one) { return one.what.what != what; });
  return out;
}

texts node_scene::lines() const {
  texts out;
  for (const auto& one : calls())
    out.push_back(std::string{cni::to_string(one.what.what)} + " " + one.what.type + " "
                  + one.told("CNI_IFNAME"));
  return out;
}

texts node_scene::inside(const std::string& pod) {
  texts out;
  for (const auto& one : node.network.look(node.netns_of(sandbox_of(*this, pod))).interfaces)
    if (one.name != "lo" && one.name != "eth0")
      out.push_back(one.name);
  std::ranges::sort(out);
  return out;
}

std::optional<cni::interface_view> node_scene::interface(const std::string& pod,
                                                         const std::string& name) {
  const auto seen = node.network.look(node.netns_of(sandbox_of(*this, pod)));
  const auto* found = cni::find(seen.interfaces, name);
  return found ? std::optional{*found} : std::nullopt;
}

std::size_t node_scene::outer_ends() const {
  return static_cast<std::size_t>(std::ranges::count_if(
    node.network.host(), [](const auto& one) { return one.name.starts_with("veth"); }));
}

texts node_scene::reserved(const std::string& network) const {
  texts out;
  if (const auto found = node.pools.all().find(network); found != node.pools.all().end())
    for (const auto& [address, who] : found->second)
      out.push_back(address);
  return out;
}

std::vector<cni::attachment_record> node_scene::records() {
  cni::record_files files{node.files};
  return files.read_all().value().whole;
}

cni::attachment_record node_scene::only_record() {
  const auto all = records();
  REQUIRE(all.size() == 1);
  return all.front();
}

void node_scene::delete_inside(const std::string& pod, const std::string& interface) {
  REQUIRE(node.network.remove(node.netns_of(sandbox_of(*this, pod)), interface));
}

json::array node_scene::entries(const std::string& pod, const std::string& ns) {
  const auto object = find(path_of("Pod", pod, ns));
  const auto held
    = text_at(object, {"metadata", "annotations", std::string{cni::annotation::status}});
  return cni::read_status(held).value_or(json::array{});
}

json::value node_scene::entry(const std::string& pod, const std::string& interface,
                              const std::string& ns) {
  for (const auto& one : entries(pod, ns))
    if (one.text_at({"interface"}) == interface)
      return one;
  return nullptr;
}

texts node_scene::told(const std::string& pod, const std::string& ns) {
  texts out;
  for (const auto& one : entries(pod, ns))
    out.push_back(text_at(one, {"interface"}));
  return out;
}

bool node_scene::web_has(const texts& interfaces) {
  auto said = told("web");
  std::ranges::sort(said);
  auto wanted = interfaces;
  std::ranges::sort(wanted);
  return inside("web") == wanted && said == wanted;
}

std::map<std::string, std::size_t> node_scene::all_events() {
  std::map<std::string, std::size_t> out;
  for (const auto& one : list("/apis/events.k8s.io/v1/events"))
    ++out[text_at(one, {"regarding", "name"}) + " " + text_at(one, {"reason"})];
  return out;
}

std::size_t node_scene::events(const std::string& object, std::string_view reason) {
  const auto key = object + " " + std::string{reason};
  return all_events()[key] - events_before_[key];
}

std::size_t node_scene::notices(std::string_view reason) const {
  return lines_with(" note=", " reason=" + std::string{reason} + " ");
}

std::string node_scene::newest_note(std::string_view reason) {
  std::string out;
  for (const auto& one : list("/apis/events.k8s.io/v1/events"))
    if (one.text_at({"reason"}) == reason)
      out = text_at(one, {"note"});
  return out;
}

texts node_scene::blemishes() const {
  auto out = books.violations;
  const auto& seen = node.violations();
  out.insert(out.end(), seen.begin(), seen.end());
  for (const auto& one : trace)
    if (one.find("actor died") != std::string::npos)
      out.push_back(one);
  return out;
}

} // namespace weft::simulation
