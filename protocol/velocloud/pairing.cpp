#include "protocol/velocloud/pairing.hpp"

#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/rules.hpp"

#include <deque>
#include <string>
#include <unordered_map>

namespace weft::velocloud {

namespace {

/// Pairs what is still alone and has the same, not empty, word.
template <class Word>
void pair_by(const json::array& before, const json::array& after, pairing& into, Word word) {
  std::unordered_map<std::string, std::deque<std::size_t>> waiting;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!into.stays[i])
      waiting[word(before[i])].push_back(i);
  waiting.erase(std::string{});
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (into.before_of[i])
      continue;
    const auto found = waiting.find(word(after[i]));
    if (found == waiting.end() || found->second.empty())
      continue;
    into.before_of[i] = found->second.front();
    into.stays[found->second.front()] = true;
    found->second.pop_front();
  }
}

} // namespace

pairing pair_rules(const json::array& before, const json::array& after) {
  pairing out;
  out.before_of.resize(after.size());
  out.stays.resize(before.size());
  pair_by(before, after, out, [](const json::value& rule) { return json::write(rule); });
  pair_by(before, after, out, [](const json::value& rule) { return folded(id_of(rule)); });
  pair_by(before, after, out, [](const json::value& rule) { return std::string{name_of(rule)}; });
  return out;
}

} // namespace weft::velocloud
