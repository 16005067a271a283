#include "tests/unit/actors/runtime/toy.hpp"

#include <algorithm>

namespace weft::toy {

proposal plan(const plan_request& request) {
  const auto& before = as<words_record>(request.observed.body).held;
  auto after = before;
  proposal out;
  std::set<std::string> spoken_for;
  for (const auto& [who, part] : request.parts) {
    spoken_for.insert(who.uid);
    auto& said = out.verdicts[who];
    const auto there = before.find(who.uid);
    const bool held = is_held(request, who);
    if (part->what == wish::remove) {
      said.how_far = progress::absent;
      if (there != before.end() && request.may_remove && !held) {
        after.erase(who.uid);
        said.changes = true;
        out.urgent = out.urgent || part->urgent;
      } else if (there != before.end()) {
        said.how_far = progress::pending;
      }
      continue;
    }
    if (part->what == wish::give_way) {
      said.how_far = there == before.end() ? progress::absent : progress::declined;
      continue;
    }
    const auto& word = as<word_record>(part->body).word;
    said.how_far = progress::placed;
    said.evidence_digest = who.uid;
    if (part->what == wish::leave_be || (there != before.end() && there->second == word))
      continue;
    said.first = there == before.end();
    if (held) {
      said.how_far = progress::pending;
      continue;
    }
    if (!said.first)
      said.repairs = {"word"};
    after[who.uid] = word;
    said.changes = true;
  }
  for (const auto& [uid, word] : before) {
    const bool ours = uid.starts_with("weft-");
    out.ours += ours ? 1U : 0U;
    if (!request.sweep || !ours || spoken_for.contains(uid) || request.live_uids.contains(uid))
      continue;
    after.erase(uid);
    out.sweeps.insert(uid);
    ++out.sweeps_here;
  }
  if (after != before && request.observed.trouble.empty())
    out.work
      = take_snapshot(transaction{request.target, std::make_shared<words_record>(after), 1, 0});
  return out;
}

domain filling() {
  domain out;
  out.name = "toy";
  out.finalizer = "weft.test/toy";
  out.plan = plan;
  out.name_fault = [](const fault& why) { return "Toy" + std::string{to_string(why.code)}; };
  return out;
}

surroundings& world() {
  static surroundings one;
  one.wall = [] { return timestamp{}; };
  one.boot = [] { return fence::instant{}; };
  one.spread = [] { return 0.5; };
  one.permit.open();
  return one;
}

void controller::edit(const std::string& uid, const std::string& word) {
  truth[uid] = word;
  ++version;
}

session_house_actor::behavior_type session(session_house_actor::pointer self, controller* what) {
  auto fail = [](errc code) {
    return to_error({code, "as the script says", "toy", std::chrono::milliseconds{}});
  };
  auto pop = [](std::deque<errc>& faults) {
    if (faults.empty())
      return errc::none;
    const auto code = faults.front();
    faults.pop_front();
    return code;
  };
  auto wrote = std::make_shared<bool>(false);
  return {
    [what, fail, pop, wrote](const observe& question) -> caf::result<observed> {
      ++what->reads;
      what->close_looks += question.thorough ? 1 : 0;
      if (question.parts)
        what->asked_with.push_back(question.parts->size());
      if (what->before_read)
        what->before_read();
      if (const auto code = pop(what->read_faults); code != errc::none)
        return fail(code);
      if (std::exchange(*wrote, false) && what->before_verify)
        what->before_verify();
      return observed{
        take_snapshot(observation{std::to_string(what->version),
                                  std::make_shared<words_record>(what->truth), what->trouble, ""})};
    },
    [what](const probe&) -> caf::result<probed> {
      ++what->probes;
      if (what->before_probe)
        what->before_probe();
      return probed{std::to_string(what->version)};
    },
    [self, what, fail, pop, wrote](const commit& wish) -> caf::result<committed> {
      const auto& after = as<words_record>(wish.work->body).held;
      const bool clings = what->truth.contains(what->clinging) && !after.contains(what->clinging);
      const bool poisoned
        = clings || std::any_of(after.begin(), after.end(), [&](const auto& entry) {
            return !what->poison.empty() && entry.second == what->poison;
          });
      auto land = [what, after, wrote] {
        what->writes.push_back({what->truth, after});
        what->truth = after;
        ++what->version;
        *wrote = true;
      };
      if (const auto code = poisoned ? errc::refused : pop(what->write_faults);
          code != errc::none) {
        if (what->lands_anyway)
          land();
        return fail(code);
      }
      auto promise = self->make_response_promise<committed>();
      auto apply = [land, promise]() mutable {
        land();
        promise.deliver(committed{});
      };
      if (what->holding)
        what->held.push_back(apply);
      else
        apply();
      return promise;
    },
    [](call_roll) { return roll{}; },
    [](learn) {},
    [what](const wake&) {
      what->holding = false;
      for (const auto& one : std::exchange(what->held, {}))
        one();
    },
    [](describe) { return description{}; },
  };
}

std::string household::last(const std::string& name) const {
  const auto i = told.find(name);
  if (i == told.end())
    return "";
  const auto& news = *i->second.back();
  auto text = std::string{to_string(news.how_far)} + "@" + std::to_string(news.generation);
  return news.reason.empty() ? text : text + " " + news.reason;
}

domain_actor::behavior_type house(domain_actor::pointer, household* what) {
  return {
    [what](const contribute& news) { what->contributed[news.part->target].push_back(news.part); },
    [what](const told& news) { what->told[news.news->to.key.name].push_back(news.news); },
    [what](const record_intent& wish) -> caf::result<intent_recorded> {
      const auto& name = wish.intended->to.key.name;
      what->intents.push_back(name);
      if (what->unable.contains(name))
        return to_error({errc::not_found, "gone", name, {}});
      if (what->silent.contains(name))
        return caf::skip;
      return intent_recorded{};
    },
    [](const learned&) {},
    [what](const left_behind&) { ++what->left; },
    [what](const list_again&) { ++what->lists; },
    [](way_open) {},
    [](const stirred&) {},
    [what](learn) { ++what->learns; },
    [](const announce&) {},
    [](const respawn&) {},
    [](const wake&) {},
    [](const objects_changed&) {},
    [](const source_changed&) {},
    [](call_roll) { return roll{}; },
    [](describe) { return description{}; },
  };
}

recorder_actor::behavior_type recorder(recorder_actor::pointer, household* what) {
  return {
    [what](const announce& news) { what->notices.push_back(*news.what); },
    [](const wake&) {},
    [](describe) { return description{}; },
  };
}

snapshot<fragment> wants(const std::string& name, const std::string& word, std::int64_t generation,
                         wish what) {
  fragment part;
  part.from = {{"Wish", "ns", name}, "weft-" + name};
  part.generation = generation;
  part.target = "toy/t";
  part.what = what;
  part.urgent = what == wish::remove;
  part.body = std::make_shared<word_record>(word);
  part.digest = std::string{to_string(what)} + word;
  return take_snapshot(std::move(part));
}

} // namespace weft::toy
