#include "actors/avi/session.hpp"
#include "adapters/log/log.hpp"
#include "protocol/avi/ingresses.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/ownership.hpp"
#include "protocol/avi/services.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::avi {

namespace {

constexpr std::array made_types{type::vsvip, type::pool, type::policy, type::virtual_service};
constexpr std::array made_for_ingresses{type::pool_group, type::http_policy, type::data_script,
                                        type::certificate};
/// What is of a tenant, and of no cloud. @see avi.md 2.5
constexpr std::array cloudless{type::policy, type::http_policy, type::data_script,
                               type::certificate};

template <class All>
bool is_among(const All& all, std::string_view text) {
  return std::ranges::find(all, text) != all.end();
}

bool is_made(std::string_view type) {
  return is_among(made_types, type) || is_among(made_for_ingresses, type);
}

} // namespace

bool session_state::is_target(const std::string& target) const {
  return target == routes_target(wiring.how) || target == belongings_target(wiring.how)
         || target.starts_with(service_target(wiring.how, {}));
}

std::set<object_name> session_state::routes_names() const {
  const auto& vrf = comparing && !comparing->found.vrf.empty() ? comparing->found.vrf
                    : at                                       ? at->vrf
                                                               : std::string{};
  std::set<object_name> part{{std::string{type::group}, wiring.how.group}};
  if (!vrf.empty())
    part.insert({std::string{type::vrf}, vrf});
  return part;
}

std::set<object_name> session_state::names_for(const std::string& target,
                                               const wishes& parts) const {
  const auto before = service_target(wiring.how, {});
  if (!target.starts_with(before))
    return {};
  auto part = names_of(wiring.how, parts);
  const auto called = target.substr(before.size());
  if (is_shared_name(wiring.how, called))
    part.merge(shared_objects(called));
  else
    for (const auto of : {type::vsvip, type::policy, type::virtual_service})
      part.insert({std::string{of}, called});
  return part;
}

stock session_state::view_of(const std::string& target, const interest& its) const {
  const auto& all = known.objects();
  if (target.starts_with(service_target(wiring.how, {})))
    return related(all, its.names);
  stock part;
  const bool routes = target == routes_target(wiring.how);
  const auto wanted = routes ? routes_names() : std::set<object_name>{};
  for (const auto& [which, held] : all)
    if (routes ? wanted.contains(which) : is_made(which.type))
      part.emplace_hint(part.end(), which, held);
  return part;
}

/// Empty for what comprises everything: that is never the same for long.
std::string session_state::version_of(const std::string& target, const stock& view) const {
  if (target == belongings_target(wiring.how))
    return {};
  return std::to_string(site_number) + ":" + known.version_of(view);
}

bool session_state::is_known(const interest& its, const stock& view) const {
  const auto& doubtful = known.doubtful();
  if (doubtful.empty())
    return true;
  const auto doubted = [&](const object_name& which) { return doubtful.contains(which); };
  return std::ranges::none_of(its.names, doubted) && std::ranges::none_of(routes_names(), doubted)
         && std::ranges::none_of(view, [&](const auto& one) {
              return doubted(one.first) || std::ranges::any_of(references_of(*one.second), doubted);
            });
}

caf::result<observed> session_state::answer(const observe& wish) {
  if (stopping || stands == standing::disconnected || stands == standing::locked_out)
    return to_error(unusable());
  auto& its = watched[wish.target];
  its.names = names_for(wish.target, wish.parts ? *wish.parts : wishes{});
  its.stirring = false;
  question what{wish.target};
  const bool fresh = compared && now() - *compared < recent;
  if (wish.thorough && !fresh && wish.target == belongings_target(wiring.how)) {
    compare();
    what.after = comparing->number;
  } else if (wish.thorough && !fresh && wish.target == routes_target(wiring.how)) {
    for (const auto& which : routes_names())
      known.doubt(which);
  }
  auto promise = self->make_response_promise<observed>();
  asked.emplace(questions.add(promise), std::move(what));
  pump();
  return promise;
}

caf::result<probed> session_state::answer(const probe& wish) {
  if (stopping || stands != standing::live)
    return to_error(unusable());
  const auto its = watched.find(wish.target);
  if (its == watched.end())
    return probed{"not read yet"};
  const auto view = view_of(wish.target, its->second);
  if (!is_known(its->second, view))
    return probed{"in doubt"};
  return probed{version_of(wish.target, view)};
}

void session_state::compare() {
  clock.disarm(purpose::comparison);
  if (comparing || stopping)
    return;
  known.forget_gone();
  comparing.emplace();
  comparing->number = ++comparisons;
  comparing->began = now();
  comparing->finding.emplace(wiring.how);
  if (!comparing->finding->next())
    begin_lists();
}

void session_state::arm_comparison(std::chrono::nanoseconds delay) {
  clock.arm(self, purpose::comparison, delay);
}

bool session_state::begin_comparing() {
  if (!comparing || comparing->asking || clock.armed(purpose::read))
    return false;
  auto& its = *comparing;
  if (its.finding) {
    its.asking = true;
    send({errand::survey, {}, its.number}, *its.finding->next(), request_deadline);
    return true;
  }
  if (its.lists.empty())
    return false;
  list(its.lists.extract(its.lists.begin()).value());
  return true;
}

void session_state::list(const std::string& type) {
  wire::parameters which;
  if (type == type::vsvip) // the only one that does not say who has made it
    which.emplace_back("name.contains", name_prefix(wiring.how));
  else
    which.emplace_back("created_by", created_by(wiring.how));
  ++comparing->listing;
  const auto ticket = admit({errand::list, {type, {}}, comparing->number}, "GET");
  wiring.io->list(wire::list(type, std::move(which), wiring.how.tenant), request_deadline,
                  tell_listing(self, ticket));
}

bool session_state::begin_reading() {
  if (clock.armed(purpose::read))
    return false;
  const auto next = std::ranges::find_if(
    known.doubtful(), [this](const object_name& one) { return !being_read.contains(one); });
  if (next == known.doubtful().end())
    return false;
  being_read.insert(*next);
  wire::parameters which{{"name", next->name}};
  if (!is_among(cloudless, next->type))
    which.emplace_back("cloud_ref.name", wiring.how.cloud);
  const auto ticket = admit({errand::read, *next}, "GET");
  wiring.io->list(wire::list(next->type, std::move(which), wiring.how.tenant), request_deadline,
                  tell_listing(self, ticket));
  return true;
}

void session_state::on_surveyed(const job& done, const wire::answered<json::value>& got) {
  if (stopping || !comparing || comparing->number != done.belongs)
    return;
  comparing->asking = false;
  if (const auto taken = comparing->finding->take(got); !taken)
    return on_read_failed(done, taken.error());
  relieve();
  if (!comparing->finding->next())
    begin_lists();
}

void session_state::begin_lists() {
  auto& its = *comparing;
  const auto said = wiring.io->words();
  its.found = its.finding->finish(said.spoken, said.license_tier);
  its.finding.reset();
  if (!its.found.trouble.empty())
    return;
  for (const auto of : made_types)
    its.lists.emplace(of);
  if (wiring.how.ingresses)
    its.lists.insert(made_for_ingresses.begin(), made_for_ingresses.end());
  for (const auto& which : routes_names())
    known.doubt(which);
  doubt_strangers();
}

bool session_state::is_listed(const object_name& which, const json::value& held) const {
  if (which.type == type::vsvip)
    return which.name.starts_with(name_prefix(wiring.how));
  return held.text_at({"created_by"}) == created_by(wiring.how);
}

void session_state::doubt_strangers() {
  std::set<object_name> looked_at = routes_names();
  for (const auto& [target, its] : watched)
    looked_at.insert(its.names.begin(), its.names.end());
  std::vector<object_name> strangers;
  for (const auto& [which, held] : known.objects())
    if (!is_listed(which, *held))
      strangers.push_back(which);
  for (const auto& which : strangers)
    looked_at.contains(which) ? known.doubt(which) : known.forget(which);
}

void session_state::on_listed(const job& done, const wire::answered<wire::collected>& got) {
  if (done.what == errand::read)
    return on_read(done, got);
  if (stopping || !comparing || comparing->number != done.belongs)
    return;
  --comparing->listing;
  if (!got)
    return on_read_failed(done, got.error());
  relieve();
  const auto before = known.revision();
  known.take_all(
    done.about.type, got->objects, got->steady, done.asked,
    [this](const object_name& which, const json::value& held) { return is_listed(which, held); });
  changed_by_reading = changed_by_reading || known.revision() != before;
}

void session_state::on_read(const job& done, const wire::answered<wire::collected>& got) {
  being_read.erase(done.about);
  if (stopping || (stands != standing::live && stands != standing::surveying))
    return;
  if (!got)
    return on_read_failed(done, got.error());
  relieve();
  const auto before = known.revision();
  const auto found = std::ranges::find_if(
    got->objects, [&](const json::value& one) { return one.text_at({"name"}) == done.about.name; });
  if (found != got->objects.end())
    known.take(done.about, *found, done.asked);
  else
    known.take_gone(done.about, done.asked);
  changed_by_reading = changed_by_reading || known.revision() != before;
}

void session_state::on_read_failed(const job& done, const wire::refusal& why) {
  using wire::setback;
  if (why.kind == setback::rejected)
    return lock_out(why.why);
  if (why.kind != setback::transient && why.kind != setback::auth) {
    log::warn("The AVI controller does not let us read.",
              {{"controller", wiring.how.name}, {"why", to_string(why.why)}});
    if (done.what == errand::read)
      known.forget(done.about);
    else
      comparing->found.trouble = to_string(why.why);
    return;
  }
  if (stands != standing::live || ++useless >= patience)
    return fail_attempt(why.why);
  note_trouble(why.why);
  if (done.what != errand::read) {
    comparing.reset();
    arm_comparison(wiring.how.retry_first);
  }
  questions.fail_all(to_error(why.why));
  asked.clear();
  clock.arm(self, purpose::read, wiring.how.retry_first);
}

void session_state::end_comparison() {
  auto found = std::move(comparing->found);
  compared = comparing->began;
  comparing.reset();
  for (const auto& [of, word] : {std::pair{type::vrf, found.vrf}, {type::group, wiring.how.group}})
    if (found.trouble.empty() && !word.empty()
        && !known.objects().contains({std::string{of}, word}))
      found.trouble = "there is no " + std::string{of} + " \"" + word + "\"";
  if (!at || !(*at == found)) {
    if (!found.trouble.empty())
      log::error("The AVI controller is not as the settings have it.",
                 {{"controller", wiring.how.name}, {"why", found.trouble}});
    at = take_snapshot(std::move(found));
    ++site_number;
    changed_by_reading = true;
    self->send(wiring.house, learned{at});
  }
  const std::chrono::duration<double, std::nano> span = wiring.how.resync;
  arm_comparison(at->trouble.empty() ? std::chrono::duration_cast<std::chrono::nanoseconds>(
                   span * (0.9 + 0.2 * wiring.world->spread()))
                                     : std::chrono::nanoseconds{trouble_pause});
  show_comparison();
  if (stands != standing::live)
    become_live();
}

/// Whoever waits for what is known by now is told.
void session_state::settle() {
  if (comparing && !comparing->finding && comparing->lists.empty() && comparing->listing == 0
      && known.doubtful().empty())
    end_comparison();
  if (stands != standing::live)
    return;
  for (auto i = asked.begin(); i != asked.end();) {
    const auto& [promise, what] = *i;
    auto& its = watched[what.target];
    auto view = view_of(what.target, its);
    const bool waits = comparing && what.after == comparing->number;
    if (waits || !is_known(its, view)) {
      ++i;
      continue;
    }
    observation seen;
    seen.version = its.version = version_of(what.target, view);
    sight body;
    body.at = at;
    body.objects = std::move(view);
    seen.body = take_snapshot(std::move(body));
    questions.settle(promise, observed{take_snapshot(std::move(seen))});
    i = asked.erase(i);
  }
  if (known.doubtful().empty() && std::exchange(changed_by_reading, false))
    tell_stirred();
}

/// Unless it will see by itself: it waits for an answer, or reads after its write.
void session_state::tell_stirred() {
  std::set<std::string> busy;
  for (const auto& [promise, what] : asked)
    busy.insert(what.target);
  for (const auto& [promise, its] : runs)
    busy.insert(its.work->target);
  std::erase_if(watched, [&](const auto& one) {
    const auto& [target, its] = one;
    return !busy.contains(target) && !its.stirring
           && target.starts_with(service_target(wiring.how, {})) && view_of(target, its).empty()
           && its.version == version_of(target, {});
  });
  for (auto& [target, its] : watched)
    if (!busy.contains(target) && !its.stirring
        && version_of(target, view_of(target, its)) != its.version) {
      its.stirring = true;
      self->send(wiring.house, stirred{target});
    }
}

} // namespace weft::avi
