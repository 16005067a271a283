#include "adapters/cni/sim/node.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

namespace weft::cni::sim {

namespace {

using way = plugin_fault::way;

constexpr std::size_t most_calls = 20'000;
constexpr std::chrono::milliseconds reading_after_end{500};

std::string own_path(const std::string& id, runtime_character::product like) {
  return "/var/run/netns/" + (like == runtime_character::product::containerd ? "cni-" + id : id);
}

execution ended_by_us() {
  execution out;
  out.how = execution::ending::timed_out;
  return out;
}

} // namespace

std::string plugin_call::told(std::string_view variable) const {
  const auto* found = find(what, variable);
  return found ? *found : std::string{};
}

node::node(surroundings around, std::uint64_t seed)
  : files(seed), installed{"bridge", "macvlan", "host-local", "tuning", "portmap", "firewall"},
    around_(std::move(around)), dice_(seed) {
  reboot();
}

node::~node() {
  *alive_ = false;
}

std::string node::run_pod(const std::string& ns, const std::string& name, const std::string& uid,
                          std::uint32_t attempt, sandbox::network mode) {
  told_sandbox one;
  one.what.id = "sandbox" + std::to_string(++last_sandbox_);
  one.what.ns = ns;
  one.what.name = name;
  one.what.uid = uid;
  one.what.attempt = attempt;
  one.what.ready = true;
  one.what.mode = mode;
  one.what.created_ns = std::chrono::nanoseconds{around_.now().time_since_epoch()}.count()
                        + static_cast<std::int64_t>(last_sandbox_);
  if (mode != sandbox::network::node) {
    one.what.netns = own_path(one.what.id, containers.character.like);
    network.make_namespace(one.what.netns);
  }
  const auto id = one.what.id;
  containers.add(std::move(one));
  return id;
}

void node::stop_pod(const std::string& id) {
  network.remove_namespace(netns_of(id));
  containers.change(id, [](told_sandbox& one) { one.what.ready = false; });
}

void node::kill_pause(const std::string& id) {
  if (containers.has_pause())
    containers.change(id, [](told_sandbox& one) { one.what.ready = false; });
}

void node::remove_pod(const std::string& id) {
  stop_pod(id);
  containers.remove(id);
}

std::string node::netns_of(const std::string& id) const {
  const auto* found = containers.find(id);
  return found ? found->what.netns : std::string{};
}

void node::reboot() {
  for (const auto& [group, one] : std::exchange(processes_, {}))
    if (auto* call = call_of(one.call))
      call->ended = around_.now();
  network.restart();
  const auto all = containers.all();
  for (const auto& [id, one] : all)
    containers.remove(id);
  if (boots_++ > 0)
    files.lose_power();
  boot_id_ = "boot-" + std::to_string(boots_);
}

process_group node::hold(invocation what, std::function<void(execution)> ended) {
  process one;
  one.group = {++last_pid_, static_cast<std::uint64_t>(last_pid_) * 7};
  one.what = std::move(what);
  one.ended = std::move(ended);
  const auto group = one.group;
  processes_[group.id] = std::move(one);
  return group;
}

void node::release(std::int64_t group, std::chrono::milliseconds deadline) {
  const auto found = processes_.find(group);
  if (found == processes_.end() || found->second.released)
    return;
  found->second.released = true;
  later(deadline, group, &node::time_out);
  begin(found->second);
}

void node::let_go(std::int64_t group) {
  const auto found = processes_.find(group);
  if (found == processes_.end())
    return;
  found->second.ended = nullptr;
  if (!found->second.released)
    processes_.erase(found);
}

bool node::end_group(const process_group& which) {
  const auto found = processes_.find(which.id);
  if (found == processes_.end() || found->second.group != which)
    return false;
  if (found->second.released)
    end(which.id, ended_by_us(), true);
  else
    processes_.erase(found);
  return true;
}

void node::forget_calls() {
  forgotten_ += calls_.size();
  calls_.clear();
}

std::size_t node::running() const {
  return static_cast<std::size_t>(std::count_if(
    processes_.begin(), processes_.end(), [](const auto& one) { return one.second.released; }));
}

std::optional<plugin_fault> node::next_fault(const invocation& what) {
  for (auto& [each, done] : faults_) {
    const auto told = [&](std::string_view name, const std::string& wanted) {
      const auto* found = find(what, name);
      return wanted.empty() || (found && *found == wanted);
    };
    const bool fits = (each.type.empty() || each.type == what.type)
                      && (each.of ? *each.of == what.what : what.what != verb::version)
                      && told("CNI_CONTAINERID", each.container)
                      && told("CNI_IFNAME", each.interface)
                      && (each.times == 0 || done < each.times);
    if (!fits)
      continue;
    if (each.share < 1 && std::uniform_real_distribution<>{0, 1}(dice_) >= each.share)
      continue;
    ++done;
    return each;
  }
  return std::nullopt;
}

/// It has been released: what it does at once, and when it does the rest.
void node::begin(process& one) {
  watch(one.what);
  one.fault = next_fault(one.what);
  one.call = forgotten_ + calls_.size();
  calls_.push_back({one.what, around_.now(), {}, {}, false});
  if (calls_.size() > most_calls) {
    calls_.pop_front();
    ++forgotten_;
  }
  const auto how = one.fault ? std::optional{one.fault->how} : std::nullopt;
  const auto group = one.group.id;
  if (how != way::fail)
    if (const auto failed = plugins_.begin(one.what)) {
      one.fault = plugin_fault{};
      one.fault->how = way::fail;
      one.fault->message = json::parse(failed->output).value().text_at({"msg"});
    }
  if (how != way::hang)
    later(how == way::slow    ? one.fault->duration
          : how == way::haunt ? plugin_time + reading_after_end
                              : plugin_time,
          group, &node::finish);
}

void node::finish(std::int64_t group) {
  const auto found = processes_.find(group);
  if (found == processes_.end())
    return;
  const auto& one = found->second;
  const auto how = one.fault ? std::optional{one.fault->how} : std::nullopt;
  if (how == way::die) {
    execution out;
    out.how = execution::ending::killed;
    out.status = SIGKILL;
    return end(group, std::move(out), false);
  }
  if (how == way::fail || how == way::fail_half)
    return end(group, plugin_failure(one.fault->code, one.fault->message), false);
  auto out = plugins_.finish(one.what);
  if (how == way::fail_late)
    out = plugin_failure(one.fault->code, one.fault->message);
  else if (how == way::garbage)
    out.output = "panic: runtime error";
  else if (how == way::flood) {
    out.output.clear();
    out.flooded = true;
  }
  end(group, std::move(out), false);
}

void node::time_out(std::int64_t group) {
  if (processes_.contains(group))
    end(group, ended_by_us(), true);
}

void node::end(std::int64_t group, execution outcome, bool by_us) {
  auto gone = processes_.extract(group);
  auto& one = gone.mapped();
  if (auto* call = call_of(one.call)) {
    call->ended = around_.now();
    call->came_to = outcome;
    call->was_ended = by_us;
  }
  if (one.ended)
    one.ended(std::move(outcome));
}

/// Whether a call may be at all.
void node::watch(const invocation& what) {
  const auto told = [&](std::string_view name) {
    const auto* found = find(what, name);
    return found ? *found : std::string{};
  };
  const auto container = told("CNI_CONTAINERID");
  if (what.what == verb::version)
    return;
  const auto changes
    = [](const invocation& one) { return one.what == verb::add || one.what == verb::del; };
  for (const auto& [group, other] : processes_)
    if (other.released && &other.what != &what
        && ((what.what == verb::gc && changes(other.what))
            || (other.what.what == verb::gc && changes(what))))
      violations_.push_back(other.what.type + " and " + what.type
                            + " run beside each other, one "
                              "of them to collect");
  for (const auto& [group, other] : processes_)
    if (const auto* id = find(other.what, "CNI_CONTAINERID"); other.released && &other.what != &what
                                                              && id && *id == container
                                                              && other.what.what != verb::version)
      violations_.push_back("two plugins at once for " + container + ": " + other.what.type
                            + " and " + what.type);
  const auto stands = network.look(told("CNI_NETNS")).stands;
  if (stands == netns_view::standing::nodes_own)
    violations_.push_back(what.type + " is sent into the node's own namespace");
  if (stands == netns_view::standing::no_netns && what.what == verb::add)
    violations_.push_back(what.type + " is sent into what is no namespace");
}

plugin_call* node::call_of(std::size_t number) {
  return number < forgotten_ || number - forgotten_ >= calls_.size() ? nullptr
                                                                     : &calls_[number - forgotten_];
}

void node::later(std::chrono::milliseconds delay, std::int64_t group,
                 void (node::*what)(std::int64_t)) {
  around_.after(delay, [this, alive = alive_, group, what] {
    if (*alive)
      (this->*what)(group);
  });
}

} // namespace weft::cni::sim
