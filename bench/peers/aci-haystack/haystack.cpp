#include "bench/peers/aci-haystack/haystack.hpp"

#include "bench/stage/local_cluster.hpp"

#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;
constexpr auto between_refreshes = 30s;
constexpr const char* marker = "orchestrator:aci-k8-haystack";
constexpr const char* key = "aci.haystacknetworks.com/l3o";

std::string written(const char* class_name, json::value attributes) {
  return json::write(
    json::value::of({{class_name, json::value::of({{"attributes", std::move(attributes)}})}}));
}

std::string path_of(const std::string& dn) {
  return "/api/mo/" + dn + ".json";
}

const json::array& items(const json::value& list) {
  static const json::array none;
  const auto* found = list.find("items");
  return found && found->as_array() ? *found->as_array() : none;
}

const json::value& first_owner(const json::value& object) {
  static const json::value none;
  const auto* all = object.find_path({"metadata", "ownerReferences"});
  return all && all->as_array() && !all->as_array()->empty() ? all->as_array()->front() : none;
}

} // namespace

haystack::haystack(std::shared_ptr<aci::client> fabric, std::shared_ptr<k8s::client> cluster)
  : fabric_(std::move(fabric)), cluster_(std::move(cluster)) {
  enter();
  list_deployments();
  list_pods();
  refresher_ = std::thread{[this] { keep_alive(); }};
}

haystack::~haystack() {
  socket_.reset();
  {
    const std::lock_guard lock{guard_};
    over_ = true;
  }
  ending_.notify_all();
  refresher_.join();
}

aci::answered<aci::reply> haystack::ask(const std::string& method, const std::string& target,
                                        const std::string& body) {
  std::promise<result<aci::answer>> said;
  fabric_->send(0, {method, target, body}, token_, patience,
                [&](result<aci::answer> got) { said.set_value(std::move(got)); });
  const auto got = said.get_future().get();
  return got ? aci::read_reply(got->status, got->body, target)
             : aci::answered<aci::reply>{aci::refusal{aci::setback::unavailable, got.error()}};
}

json::value haystack::read(const std::string& path) {
  std::promise<result<k8s::response>> said;
  k8s::request what;
  what.target = path;
  cluster_->call(std::move(what),
                 [&](result<k8s::response> got) { said.set_value(std::move(got)); });
  return expect(json::parse(expect(said.get_future().get()).body));
}

void haystack::enter() {
  std::promise<result<aci::answer>> granted;
  fabric_->log_in(0, patience, [&](result<aci::answer> got) { granted.set_value(std::move(got)); });
  const auto got = expect(granted.get_future().get());
  const auto reply = aci::read_reply(got.status, got.body, "log-in");
  if (!reply)
    throw std::runtime_error(to_string(reply.error().why));
  token_ = expect(aci::read_grant(*reply)).token;
  std::promise<void> open;
  aci::socket_events events;
  events.on_open = [&] { open.set_value(); };
  events.on_word = [this](const aci::socket_word& word) {
    if (const auto frame = aci::read_frame(word.text); frame && !frame->events.empty())
      on_event(frame->events.front());
  };
  events.on_end = [](const fault&) {};
  socket_ = fabric_->listen(0, token_, patience, std::move(events));
  if (open.get_future().wait_for(patience) != std::future_status::ready)
    throw std::runtime_error("the socket does not open");
}

void haystack::list_deployments() {
  const auto list = read("/apis/apps/v1/deployments");
  for (const auto& one : items(list)) {
    const auto* all = one.find_path({"metadata", "annotations"});
    const auto wish = json::parse(all ? all->text_at({key}) : "");
    if (!wish)
      continue;
    const auto out = "uni/tn-" + std::string{wish->text_at({"tenant"})} + "/out-"
                     + std::string{wish->text_at({"l3out"})};
    const std::string epg{wish->text_at({"epg"})};
    eepgs_[std::string{one.text_at({"metadata", "name"})}] = out + "/instP-" + epg;
    place_eepg(out, epg);
  }
}

void haystack::place_eepg(const std::string& out, const std::string& epg) {
  const auto dn = out + "/instP-" + epg;
  const auto held = ask("GET", path_of(dn));
  const auto body = written("l3extInstP", json::value::of({{"name", epg}, {"annotation", marker}}));
  if (held && held->objects.empty()) {
    const auto parent = ask("GET", path_of(out));
    if (!parent || parent->objects.empty()
        || !ask("POST", path_of(out) + "?rsp-subtree=full", body))
      throw std::runtime_error("the EEPG cannot be made");
  }
  watch(dn, {body, {}, true});
}

void haystack::list_pods() {
  auto list = read("/api/v1/pods");
  for (const auto& one : items(list))
    jobs_.add([this, one] { place_pod(one); });
}

/// The way of the original: the ReplicaSet by its name, of that the Deployment's name.
void haystack::place_pod(const json::value& pod) {
  const std::string ns{pod.text_at({"metadata", "namespace"})};
  const auto& owner = first_owner(pod);
  const auto address = pod.text_at({"status", "podIP"});
  if (owner.text_at({"kind"}) != "ReplicaSet" || address.empty())
    return;
  const auto set = read("/apis/apps/v1/namespaces/" + ns + "/replicasets/"
                        + std::string{owner.text_at({"name"})});
  const auto found = eepgs_.find(std::string{first_owner(set).text_at({"name"})});
  if (found == eepgs_.end())
    return;
  const auto name = ns + "::" + std::string{pod.text_at({"metadata", "name"})};
  place_subnet(found->second, std::string{address}, name.substr(0, 63));
}

void haystack::place_subnet(const std::string& eepg, const std::string& address,
                            const std::string& name) {
  const auto ip = address + "/32";
  const auto dn = eepg + "/extsubnet-[" + ip + "]";
  const auto attributes = json::value::of(
    {{"annotation", marker}, {"scope", "import-security"}, {"ip", ip}, {"name", name}});
  const auto held = ask("GET", path_of(dn));
  if (held && held->objects.empty()
      && !ask("POST", path_of(eepg), written("l3extSubnet", attributes)))
    return;
  watch(dn, {written("l3extSubnet", json::value::of({{"annotation", marker},
                                                     {"descr", ""},
                                                     {"ip", ip},
                                                     {"name", name},
                                                     {"scope", "import-security"}})),
             {},
             false});
}

void haystack::watch(const std::string& dn, watched what) {
  const auto got = ask("GET", path_of(dn) + "?subscription=yes");
  if (!got)
    return;
  what.subscription = got->subscription;
  const std::lock_guard lock{guard_};
  if (!watched_.contains(dn))
    order_.push_back(dn);
  watched_[dn] = std::move(what);
}

void haystack::on_event(const aci::event& what) {
  const auto dn = what.about.dn;
  std::string body;
  bool is_eepg = false;
  {
    const std::lock_guard lock{guard_};
    const auto found = watched_.find(dn);
    if (found == watched_.end() || what.what == aci::event::kind::created)
      return;
    body = found->second.body;
    is_eepg = found->second.is_eepg;
  }
  auto restore = [this, dn, body] { (void)ask("POST", path_of(dn), body); };
  if (what.what == aci::event::kind::modified) // the cache is read anew
    jobs_.add([this, dn] { (void)ask("GET", path_of(dn)); });
  else if (is_eepg)
    jobs_.add_alone(std::move(restore));
  else
    jobs_.add(std::move(restore));
}

/// Every id in turn; one that is refused has all of them made anew.
void haystack::keep_alive() {
  std::unique_lock lock{guard_};
  while (!ending_.wait_for(lock, between_refreshes, [this] { return over_; })) {
    const auto all = order_;
    for (std::size_t i = 0; i < all.size() && !over_; ++i) {
      const auto id = watched_.at(all[i]).subscription;
      lock.unlock();
      const bool lives = ask("GET", "/api/subscriptionRefresh.json?id=" + id).has_value();
      lock.lock();
      if (!lives) {
        watch_anew(lock);
        break;
      }
    }
  }
}

void haystack::watch_anew(std::unique_lock<std::mutex>& lock) {
  const auto all = watched_;
  for (auto i = all.begin(); i != all.end() && !over_; ++i) {
    lock.unlock();
    watch(i->first, i->second);
    lock.lock();
  }
}

} // namespace weft::bench
