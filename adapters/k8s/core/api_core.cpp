#include "adapters/k8s/core/api_core.hpp"

#include "adapters/k8s/core/core_state.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

/// What is there before anybody created anything.
constexpr const char* first_namespaces[]
  = {"default", "kube-node-lease", "kube-public", "kube-system"};

} // namespace

api_core::state::state(core_settings settings, timestamp start, sink receiver)
  : how(std::move(settings)), tell(std::move(receiver)), now(start), kept(how.history_limit),
    dice(how.seed) {
  for (auto& one : builtin_resources())
    resources.emplace(one->group + "/" + one->plural, one);
  for (const auto* name : first_namespaces) {
    json::value made = json::value::of({{"kind", "Namespace"}, {"apiVersion", "v1"}});
    made.set("metadata", json::value::of(
                           {{"name", name},
                            {"uid", fresh_uid()},
                            {"creationTimestamp", to_rfc3339(start)},
                            {"labels", json::value::of({{"kubernetes.io/metadata.name", name}})}}));
    made.set("spec", json::value::of({{"finalizers", json::value::list({"kubernetes"})}}));
    made.set("status", json::value::of({{"phase", "Active"}}));
    kept.put("/namespaces", name, std::move(made));
  }
  kept.forget();
}

std::string api_core::state::fresh_uid() {
  constexpr char digits[] = "0123456789abcdef";
  std::string text = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  for (auto& c : text)
    if (c == 'x')
      c = digits[dice() & 15U];
  return text;
}

std::string api_core::state::fresh_suffix() {
  constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
  std::string text;
  for (int i = 0; i < 5; ++i)
    text += letters[dice() % letters.size()];
  return text;
}

api_core::api_core(core_settings how, timestamp now, sink out)
  : state_(std::make_unique<state>(std::move(how), now, std::move(out))) {}

api_core::~api_core() = default;

answer api_core::handle(const call& what, timestamp now) {
  state_->now = now;
  auto out = state_->handle(what);
  out.headers.emplace_back("Audit-Id", state_->fresh_uid());
  out.headers.emplace_back("Cache-Control", "no-cache, private");
  return out;
}

void api_core::tick(timestamp now) {
  state_->now = now;
  state_->tick();
}

std::optional<timestamp> api_core::next_tick() const {
  std::optional<timestamp> soonest;
  for (const auto& [id, one] : state_->watches) {
    const auto due = one->bookmarks ? std::min(one->ends, one->next_bookmark) : one->ends;
    soonest = std::min(soonest.value_or(due), due);
  }
  for (const auto& one : state_->caches)
    if (one.stuck_at)
      soonest = std::min(soonest.value_or(one.until), one.until);
  return soonest;
}

void api_core::cancel(watch_id which) {
  state_->watches.erase(which);
}

void api_core::inject(fault_rule what) {
  state_->faults.add(std::move(what));
}

void api_core::disturb(const std::string& plural, disturbance how) {
  state_->disturb_all(plural, how);
}

void api_core::deny(denial what) {
  state_->denials.push_back(std::move(what));
}

void api_core::allow_again() {
  state_->denials.clear();
}

void api_core::forget_history() {
  state_->forget();
}

void api_core::restart() {
  state_->restart();
}

std::shared_ptr<const store> api_core::backup() const {
  return std::make_shared<const store>(state_->kept);
}

void api_core::restore(const store& from) {
  state_->caches = {};
  state_->kept = from;
  state_->define_anew();
  state_->restart();
}

void api_core::skip_versions(std::uint64_t count) {
  state_->kept.skip(count);
}

void api_core::serve_from(std::size_t server) {
  state_->serving = server;
}

void api_core::hold_back(std::size_t server, timestamp until) {
  state_->hold_back(server, until);
}

void api_core::fill_up(timestamp until) {
  state_->full_until = until;
}

void api_core::recover() {
  state_->full_until = {};
  state_->catch_up();
}

std::uint64_t api_core::version() const {
  return state_->kept.version();
}

std::size_t api_core::open_watches() const {
  return state_->watches.size();
}

const std::map<std::string, std::uint64_t>& api_core::counts() const {
  return state_->counts;
}

} // namespace weft::k8s::server
