#include "tests/unit/protocol/cni/toy_node.hpp"

#include "protocol/cni/health.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::uint64_t toy_dev = 4;

void remove_interface(std::vector<interface_view>& from, const std::string& name) {
  std::erase_if(from, [&](const interface_view& one) { return one.name == name; });
}

} // namespace

execution failing(int code, const std::string& words) {
  execution out;
  out.status = 1;
  out.output = "{\"code\":" + std::to_string(code) + ",\"msg\":\"" + words + "\"}";
  return out;
}

toy_node::toy_node() {
  how.node_name = "n1";
  for (const auto* name : {"default/red", "default/green", "default/data", "shop/a", "shop/b"})
    networks[name] = R"({"cniVersion":"1.0.0","type":"bridge","ipam":{"type":"host-local"}})";
  renew_sandbox();
}

// -- the Pod --------------------------------------------------------------------------------------

snapshot<network_plan> toy_node::network_of(const network_reference& which) const {
  const auto held = networks.find(to_string(which));
  if (held == networks.end())
    return nullptr;
  auto plan = read_config(held->second, which.name);
  REQUIRE(plan.has_value());
  return take_snapshot(*std::move(plan));
}

wished_pod toy_node::wish() const {
  wished_pod out;
  out.who = {toy_uid, toy_uid, "shop", "web-0"};
  out.host_network = host_network;
  out.running = !ended;
  out.ended = ended;
  out.terminating = terminating;
  const auto take = [&](const result<std::vector<element>>& all, bool& frozen) {
    frozen = !all;
    if (!all)
      return;
    for (const auto& one : *all) {
      wished_element next;
      next.what = one;
      next.digest = digest_of(one);
      next.network = network_of(one.network);
      if (!next.network) {
        next.reason = reason::network_missing;
        next.refusal = "there is no such network";
        next.waits = true;
      }
      out.elements.push_back(std::move(next));
    }
  };
  take(read_kaloom_annotation(kaloom_value, false), out.kaloom_frozen);
  take(read_npwg_annotation(npwg_value, "shop"), out.npwg_frozen);
  if (const auto* entries = status_value.as_array())
    for (const auto& one : read_claims(*entries))
      out.claims.push_back({one, network_of(one.network)});
  return out;
}

// -- the node -------------------------------------------------------------------------------------

void toy_node::renew_sandbox() {
  for (auto& one : sandboxes)
    one.ready = false;
  sandbox next;
  next.id = "s" + std::to_string(attempt_);
  next.uid = toy_uid;
  next.attempt = attempt_++;
  next.ready = true;
  next.netns = "/run/netns/" + next.id;
  auto& space = spaces[next.netns];
  space.stands = netns_view::standing::open;
  space.dev = toy_dev;
  space.ino = 1000 + attempt_;
  sandboxes.push_back(next);
  add_interface("eth0");
}

void toy_node::forget_sandbox(std::string id) { // by value: it may be that of an element
  std::erase_if(sandboxes, [&](const sandbox& one) { return one.id == id; });
  spaces.erase("/run/netns/" + id);
}

void toy_node::reboot() {
  boot_id += "'";
  sandboxes.clear();
  spaces.clear();
}

std::string toy_node::ready_id() const {
  const auto* now = current(sandboxes);
  REQUIRE(now);
  return now->id;
}

void toy_node::add_interface(const std::string& name, const std::string& mac) {
  interface_view next;
  next.name = name;
  next.mac = mac;
  inside().push_back(next);
}

node_view toy_node::look() const {
  node_view out;
  out.boot_id = boot_id;
  out.runtime_answers = runtime_answers;
  if (runtime_answers)
    out.sandboxes = sandboxes;
  for (const auto& [file, held] : disk)
    out.records.push_back(held);
  out.torn = torn;
  out.namespaces = spaces;
  out.by_kactus = by_kactus;
  out.at_rest = at_rest;
  return out;
}

// -- one cycle ------------------------------------------------------------------------------------

plan_output toy_node::plan_now() const {
  const auto wished = wish();
  const auto seen = look();
  return plan({how, gone ? nullptr : &wished, seen, may_remove, &wished});
}

bool toy_node::act() {
  const auto what = plan_now();
  if (what.operations.empty()) {
    write_status(what);
    return false;
  }
  operations_run run{what.operations, how, {}};
  perform(run);
  for (const auto& one : run.outcomes()) {
    const auto& interface = one.what.subject.interface;
    if (one.trouble && remembers_failures)
      at_rest[{interface, one.trouble->why.what}] = one.trouble->why;
    else if (one.done && one.what.what == operation::kind::attach)
      std::erase_if(at_rest, [&](const auto& each) { return each.first.first == interface; });
  }
  for (const auto& one : run.news()) {
    done.push_back(one.reason);
    notes.push_back(one.note);
  }
  return true;
}

bool toy_node::settle() {
  constexpr int most_cycles = 12;
  for (int i = 0; i < most_cycles; ++i) {
    const auto before = json::write(status_value);
    if (!act() && json::write(status_value) == before)
      return true;
  }
  return false;
}

void toy_node::write_status(const plan_output& said) {
  if (said.tells)
    status_value = merge_status(status_value.as_array(), said.our_interfaces, said.entries);
}

void toy_node::perform(operations_run& run) {
  while (const auto what = run.next()) {
    if (crash_after > 0 && --crash_after == 0) {
      crashed = true;
      return;
    }
    if (!perform_one(*what, run))
      return;
  }
}

bool toy_node::perform_one(const node_step& what, operations_run& run) {
  switch (what.what) {
  case node_step::kind::write:
    std::erase_if(torn, [&](const torn_record& one) { return one.file == what.file; });
    disk[what.file] = what.subject;
    run.take(nullptr);
    return true;
  case node_step::kind::remove:
    std::erase_if(torn, [&](const torn_record& one) { return one.file == what.file; });
    disk.erase(what.file);
    run.take(nullptr);
    return true;
  case node_step::kind::end_survivors:
    log.push_back("end " + what.subject.interface);
    run.take(nullptr);
    return true;
  case node_step::kind::set_aside:
    log.push_back("set aside " + what.file);
    run.take(nullptr);
    return true;
  case node_step::kind::versions:
    run.take_versions(std::vector<std::vector<std::string>>(what.types.size()));
    return true;
  case node_step::kind::forget_group:
    disk.at(what.file) = what.subject;
    run.take(nullptr);
    return true;
  case node_step::kind::route:
  case node_step::kind::forget_collecting:
    run.take(nullptr);
    return true;
  case node_step::kind::look:
    run.take_host({});
    return true;
  case node_step::kind::run:
    break;
  }
  const auto* name = find(what.call, "CNI_IFNAME");
  log.push_back(std::string{to_string(what.call.what)} + " " + what.call.type
                + (name ? " " + *name : ""));
  const auto scripted = script ? script(what.call) : std::nullopt;
  run.take(scripted ? *scripted : obey(what.call));
  return true;
}

execution toy_node::obey(const invocation& what) {
  if (what.what == verb::status)
    return {};
  const auto& name = *find(what, "CNI_IFNAME");
  const auto& path = *find(what, "CNI_NETNS");
  const auto space = spaces.find(path);
  if (what.what == verb::del) {
    if (space != spaces.end() && what.type != "host-local")
      remove_interface(space->second.interfaces, name);
    reservations.erase({*find(what, "CNI_CONTAINERID"), name});
    return {};
  }
  REQUIRE(space != spaces.end());
  execution out;
  if (cni::find(space->second.interfaces, name))
    return failing(999, "container veth name provided (" + name + ") already exists");
  interface_view made;
  made.name = name;
  made.mac = "02:00:00:00:01:0" + std::to_string(macs_++ % 10);
  reservations.insert({*find(what, "CNI_CONTAINERID"), name});
  out.output = json::write(
    json::value::of({{"cniVersion", "1.0.0"},
                     {"interfaces", json::value::list({json::value::of(
                                      {{"name", name}, {"mac", made.mac}, {"sandbox", path}})})}}));
  space->second.interfaces.push_back(made);
  return out;
}

std::string toy_node::interfaces() const {
  std::string out;
  for (const auto& one : spaces.at("/run/netns/" + ready_id()).interfaces)
    if (one.name != "eth0")
      out.append(out.empty() ? "" : " ").append(one.name);
  return out;
}

std::string toy_node::status() const {
  std::string out;
  if (const auto* entries = status_value.as_array())
    for (const auto& one : *entries)
      out.append(out.empty() ? "" : " ")
        .append(one.text_at({"name"}))
        .append("=")
        .append(one.text_at({"interface"}));
  return out;
}

} // namespace weft::cni
