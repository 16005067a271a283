#include "tests/simulation/balancer_scene.hpp"

#include <algorithm>

namespace weft::simulation {

namespace {

const json::array& entries_in(const json::value& from, std::string_view name) {
  static const json::array none;
  const auto* held = from.find(name);
  return held && held->as_array() ? *held->as_array() : none;
}

std::string labelled_cluster(const json::value& route) {
  for (const auto& one : entries_in(route, "labels"))
    if (one.text_at({"key"}) == avi::label_key)
      return std::string{one.text_at({"value"})};
  return {};
}

json::array json_of_texts(const texts& all) {
  return {all.begin(), all.end()};
}

json::value internal_addresses(const texts& all) {
  json::array out;
  for (const auto& one : all)
    out.push_back(json::value::of({{"type", "InternalIP"}, {"address", one}}));
  return out;
}

} // namespace

world_shape at_balancer() {
  auto shape = with_trace();
  shape.has_velocloud = false;
  shape.has_avi = true;
  shape.balancer.cluster_name = avi::sim::demo_cluster;
  shape.balancer.group = avi::sim::demo_se_group;
  shape.balancer.vip_networks = {{avi::sim::demo_network, {}, "10.10.25.0/24", {}}};
  return shape;
}

balancer_scene::balancer_scene(world_shape how, std::uint64_t seed) : world(seed, std::move(how)) {
  count_anew();
}

void balancer_scene::open() {
  start();
  run_for(15s);
  count_anew();
}

void balancer_scene::count_anew() {
  requests_before_ = balancer.requests().size();
  transactions_before_ = balancer.transactions().size();
  events_before_ = all_events();
}

std::size_t balancer_scene::tally::all_writes() const {
  std::size_t out = 0;
  for (const auto& [type, times] : writes)
    out += times;
  return out;
}

balancer_scene::tally balancer_scene::counted() const {
  tally out;
  out.requests = balancer.requests().size() - requests_before_;
  const auto& all = balancer.transactions();
  for (auto i = all.begin() + static_cast<std::ptrdiff_t>(transactions_before_); i != all.end();
       ++i)
    if (i->who == avi::sim::demo_user)
      ++out.writes[i->type];
  return out;
}

std::size_t balancer_scene::writes(const std::string& of) const {
  const auto all = counted().writes;
  const auto found = all.find(of);
  return found == all.end() ? 0 : found->second;
}

std::vector<avi::sim::request_entry> balancer_scene::requests(std::string_view method,
                                                              std::string_view part) const {
  const auto& all = balancer.requests();
  std::vector<avi::sim::request_entry> out;
  std::copy_if(all.begin() + static_cast<std::ptrdiff_t>(requests_before_), all.end(),
               std::back_inserter(out), [&](const auto& one) {
                 return (method.empty() || one.method == method)
                        && one.target.find(part) != std::string::npos;
               });
  return out;
}

json::value balancer_scene::object(std::string_view type, std::string_view name) const {
  const auto held = balancer.find(type, name);
  return held ? held->body : json::value{};
}

std::vector<json::value> balancer_scene::routes_of(const std::string& cluster) const {
  std::vector<json::value> out;
  const auto vrf = object("vrfcontext", avi::sim::demo_vrf);
  for (const auto& one : entries_in(vrf, "static_routes"))
    if (labelled_cluster(one) == cluster)
      out.push_back(one);
  return out;
}

texts balancer_scene::routes(const std::string& cluster) const {
  texts out;
  for (const auto& one : routes_of(cluster))
    out.push_back(std::string{one.text_at({"prefix", "ip_addr", "addr"})} + "/"
                  + std::to_string(one.int_at({"prefix", "mask"}, -1)) + " "
                  + std::string{one.text_at({"next_hop", "addr"})});
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<json::value> balancer_scene::foreign_routes() const {
  std::vector<json::value> out;
  const auto vrf = object("vrfcontext", avi::sim::demo_vrf);
  for (const auto& one : entries_in(vrf, "static_routes"))
    if (labelled_cluster(one) != shape.balancer.cluster_name)
      out.push_back(one);
  return out;
}

texts balancer_scene::made(std::string_view type) const {
  texts out;
  for (const auto& one : balancer.objects().all(type))
    out.push_back(one->name);
  std::sort(out.begin(), out.end());
  return out;
}

std::string balancer_scene::group_label(const std::string& group) const {
  return labelled_cluster(object("serviceenginegroup", group));
}

void balancer_scene::admin_edits(std::string_view type, std::string_view name,
                                 const avi::sim::core::change& how) {
  REQUIRE(balancer.edit(type, name, how, balancer_time()));
}

void balancer_scene::admin_removes(std::string_view type, std::string_view name) {
  REQUIRE(balancer.remove(type, name, balancer_time()));
}

std::string balancer_scene::stands(const std::string& service, const std::string& ns) {
  return stands_at(service_path(service, ns));
}

std::string balancer_scene::stands_at(const std::string& path) {
  const auto held = find(path);
  const auto said
    = json::parse(text_at(held, {"metadata", "annotations", std::string{avi::annotation::report}}));
  if (!said)
    return "";
  const auto status = text_at(*said, {"status"});
  return status == "True" ? status : status + "/" + text_at(*said, {"reason"});
}

std::map<std::string, std::size_t> balancer_scene::all_events() {
  std::map<std::string, std::size_t> out;
  for (const auto& one : list("/apis/events.k8s.io/v1/events"))
    ++out[text_at(one, {"regarding", "name"}) + " " + text_at(one, {"reason"})];
  return out;
}

std::size_t balancer_scene::events(const std::string& object, std::string_view reason) {
  const auto key = object + " " + std::string{reason};
  return all_events()[key] - events_before_[key];
}

texts balancer_scene::blemishes() const {
  auto out = books.violations;
  for (const auto& one : balancer.violations_at_rest())
    out.push_back(one.rule + " " + one.what);
  for (const auto& one : processes)
    if (one->balancer->most_at_once() > shape.balancer.concurrency)
      out.push_back("more requests at once than may be");
  for (const auto& one : trace)
    if (one.find("actor died") != std::string::npos)
      out.push_back(one);
  return out;
}

std::string node_path(const std::string& name) {
  return world::path_of("Node", name);
}

void add_node(world& here, const std::string& name, const texts& addresses, const texts& cidrs,
              const json::object& annotations) {
  auto meta = json::value::of({{"name", name}});
  if (!annotations.empty())
    meta.set("annotations", annotations);
  auto spec = json::value{json::object{}};
  if (!cidrs.empty()) {
    spec.set("podCIDR", cidrs.front());
    spec.set("podCIDRs", json_of_texts(cidrs));
  }
  here.apply(json::value::of({{"apiVersion", "v1"},
                              {"kind", "Node"},
                              {"metadata", std::move(meta)},
                              {"spec", std::move(spec)}}));
  readdress(here, name, addresses);
}

void readdress(world& here, const std::string& node, const texts& addresses) {
  here.patch(node_path(node) + "/status",
             json::write(json::value::of(
               {{"status", json::value::of({{"addresses", internal_addresses(addresses)}})}})));
}

void annotate(world& here, const std::string& path, std::string_view name, json::value text) {
  auto all = json::value::of({{std::string{name}, std::move(text)}});
  here.patch(path, json::write(json::value::of(
                     {{"metadata", json::value::of({{"annotations", std::move(all)}})}})));
}

std::string service_path(const std::string& name, const std::string& ns) {
  return world::path_of("Service", name, ns);
}

void add_service(world& here, const std::string& name, const texts& ports, const json::object& more,
                 const json::object& annotations, const std::string& ns) {
  json::array all;
  for (const auto& text : ports) {
    const auto first = text.find('/');
    const auto second = std::min(text.find('/', first + 1), text.size());
    auto one = json::value::of({{"protocol", text.substr(0, first)},
                                {"port", std::stoi(text.substr(first + 1, second - first - 1))}});
    if (second < text.size())
      one.set("name", text.substr(second + 1));
    all.push_back(std::move(one));
  }
  auto spec = json::value::of({{"type", "LoadBalancer"},
                               {"selector", json::value::of({{"app", name}})},
                               {"ports", std::move(all)},
                               {"ipFamilies", json::value::list({"IPv4"})}});
  for (const auto& [word, held] : more)
    spec.set(word, held);
  auto meta = json::value::of({{"name", name}, {"namespace", ns}});
  if (!annotations.empty())
    meta.set("annotations", annotations);
  here.apply(json::value::of({{"apiVersion", "v1"},
                              {"kind", "Service"},
                              {"metadata", std::move(meta)},
                              {"spec", std::move(spec)}}));
}

void add_slice(world& here, const std::string& service, const std::string& port, int number,
               const texts& addresses, const std::string& ns, const std::string& protocol) {
  json::array endpoints;
  for (auto text : addresses) {
    const char mark = text.back();
    if (mark == '!' || mark == '?')
      text.pop_back();
    endpoints.push_back(
      json::value::of({{"addresses", json::value::list({text})},
                       {"conditions", json::value::of({{"ready", mark != '!' && mark != '?'},
                                                       {"serving", mark != '!'},
                                                       {"terminating", mark == '?'}})},
                       {"nodeName", "n1"}}));
  }
  auto labels = json::value::of(
    {{"kubernetes.io/service-name", service},
     {"endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"}});
  here.apply(json::value::of(
    {{"apiVersion", "discovery.k8s.io/v1"},
     {"kind", "EndpointSlice"},
     {"metadata", json::value::of({{"name", service + "-" + (port.empty() ? "all" : port)},
                                   {"namespace", ns},
                                   {"labels", std::move(labels)}})},
     {"addressType", "IPv4"},
     {"endpoints", std::move(endpoints)},
     {"ports", json::value::list(
                 {json::value::of({{"name", port}, {"port", number}, {"protocol", protocol}})})}}));
}

} // namespace weft::simulation
