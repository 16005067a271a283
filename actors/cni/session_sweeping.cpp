#include "actors/cni/answers.hpp"
#include "actors/cni/session.hpp"
#include "adapters/log/log.hpp"
#include "protocol/cni/names.hpp"
#include "protocol/cni/wished_pod.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

void session_state::sweep() {
  clock.arm(self, purpose::sweep, wiring.how.sweep);
  watch_records();
  set_aside_strays();
  for (const auto& [name_of_it, network] : exclusive)
    to_collect.insert(name_of_it);
  collect();
}

bool session_state::is_stray(const torn_record& what) const {
  if (!what.name)
    return true;
  const auto is_its
    = [&](const std::string& target) { return uid_in(target) == what.name->pod_uid; };
  return std::ranges::none_of(kept.targets(), is_its)
         && std::ranges::none_of(known, is_its, [](const auto& one) { return one.first; });
}

/// By then every Pod that is there has been asked for. Whose network nobody can name no plugin can
/// be told of, so that a person has to look after it. @see cni.md 8.2
void session_state::set_aside_strays() {
  const instant lately = now() - instant{wiring.how.sweep} / 2;
  const auto& informed = wiring.past->informed;
  if (!informed || *informed > lately)
    return;
  for (const auto& one : kept.torn())
    if (torn_told[one.file] <= lately && is_stray(one))
      wiring.node.records->set_aside(one.file, tell_answer<std::optional<fault>>(
                                                 self, expect({errand::set_aside, 0, one.file})));
}

void session_state::on_set_aside(const std::string& file, const std::optional<fault>& failed) {
  if (failed)
    return log::warn("A record that does not read cannot be set aside.",
                     {{"node", wiring.how.node_name}, {"file", file}, {"why", to_string(*failed)}});
  const auto found = std::ranges::find(kept.torn(), file, &torn_record::file);
  if (found == kept.torn().end() || !is_stray(*found))
    return; // its Pod has been asked for meanwhile
  wiring.node.records->remove(
    file, tell_answer<std::optional<fault>>(self, expect({errand::discard, 0, file})));
}

void session_state::on_discarded(const std::string& file, const std::optional<fault>& failed) {
  if (failed)
    return log::warn("A record that does not read cannot be removed.",
                     {{"node", wiring.how.node_name}, {"file", file}, {"why", to_string(*failed)}});
  kept.forget_torn(file);
  torn_told.erase(file);
  log::warn("A record of an attachment of nobody that is known has been set aside.",
            {{"node", wiring.how.node_name}, {"file", file}});
  announce_on_node(reason::record_lost,
                   "the record " + file
                     + " does not read, and no Pod is known that it could be of: it is kept as "
                       "corrupt/"
                     + file + ", and what it stood for, if anything is left of it, is not removed");
  go_on();
}

void session_state::announce_on_node(std::string_view why, std::string note) {
  const auto& here = wiring.how.node_name;
  self->send(wiring.house,
             announce{take_snapshot(
               notice{{{"Node", "", here}, here}, true, std::string{why}, std::move(note)})});
}

/// With what configuration they are made is known from attachments alone: where there has been none
/// in this life of ours there is nothing to ask with.
void session_state::note_networks(const std::vector<attachment_record>& records) {
  const auto& ours = wiring.how.exclusive_networks;
  for (const auto& one : records) {
    if (one.at != phase::attached || std::ranges::find(ours, one.network_name) == ours.end())
      continue;
    if (auto read = read_config(one.config, one.network_name))
      exclusive[one.network_name] = *std::move(read);
  }
}

/// What it was told to be rubbish was so for an agent that is dead: what is attached now is not
/// among what stays. Of this process it is waited for.
void session_state::note_survivor(const process_group& left) {
  if (left.id == 0 || !is_settled(everybody))
    return;
  survivor = left;
  end_survivor();
}

void session_state::end_survivor() {
  wiring.node.plugins->end_group(*survivor, {},
                                 tell_answer<result<bool>>(self, expect({errand::survivor})));
}

void session_state::on_survivor(const result<bool>& ended) {
  if (!ended) {
    auto words = to_string(ended.error());
    if (std::exchange(survivor_trouble, words) != words)
      log::warn("A plugin that an earlier agent has left collecting does not end: all Pods wait.",
                {{"node", wiring.how.node_name}, {"why", words}});
    return clock.arm(self, purpose::survivor, first_retry);
  }
  survivor.reset();
  survivor_trouble.clear();
  go_on();
}

/// A plugin of an earlier life may still be at it.
bool session_state::is_collecting() const {
  return survivor || working.contains(everybody) || !is_settled(everybody);
}

/// Plugins are told all that is not rubbish, so that all of it has to be known and to stay as it is
/// until they are through. One network at a time: what waits for it is done in between.
/// @see cni.md 5.10
void session_state::collect() {
  const bool is_quiet = read_once && !reading && unsure.empty() && kept.is_quiet()
                        && working.empty() && !is_collecting() && slots.running() == 0
                        && slots.waiting() == 0;
  if (stopping || to_collect.empty() || !is_quiet)
    return;
  auto turn = take_turn(*wiring.world, everybody, longest_turn, name);
  if (!turn)
    return;
  const auto which = to_collect.extract(to_collect.begin()).value();
  operation next;
  next.what = operation::kind::collect;
  next.network = exclusive.at(which);
  next.valid = kept.valid_in(which);
  next.why = "it is time";
  operations body;
  body.all.push_back(std::move(next));
  transaction asked;
  asked.target = everybody;
  asked.changes = 1;
  asked.body = take_snapshot(std::move(body));
  employ(commit{take_snapshot(std::move(asked))}, *std::move(turn), std::nullopt);
}

void session_state::note_collected(const operation_outcome& what) {
  const auto words = what.trouble ? what.trouble->why.message : std::string{};
  if (std::exchange(uncollected[what.what.network.name], words) != words && !words.empty())
    log::warn(
      "Plugins fail to collect what is nobody's.",
      {{"node", wiring.how.node_name}, {"network", what.what.network.name}, {"why", words}});
}

} // namespace weft::cni
