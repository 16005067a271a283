#include "protocol/forecast/forecast.hpp"

#include <algorithm>
#include <iterator>

namespace weft {

namespace {

template <class T>
void move_over(std::vector<T>& into, std::vector<T>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(into));
}

} // namespace

void append(forecast& into, forecast other) {
  move_over(into.changes, other.changes);
  move_over(into.braked, other.braked);
  move_over(into.unplaced, other.unplaced);
  move_over(into.unreadable, other.unreadable);
  move_over(into.notes, other.notes);
  move_over(into.troubles, other.troubles);
  for (const auto& [ns, some] : other.objects)
    into.objects[ns] += some;
  into.targets += other.targets;
}

forecast narrowed(forecast all, std::string_view ns) {
  const auto elsewhere = [ns](const remark& one) { return one.about.ns != ns; };
  std::erase_if(all.unplaced, elsewhere);
  std::erase_if(all.unreadable, elsewhere);
  std::erase_if(all.notes, elsewhere);
  std::erase_if(all.objects, [ns](const auto& some) { return some.first != ns; });
  all.braked.clear();
  for (auto& one : all.changes)
    std::erase_if(one.lines, [ns](const change_line& line) {
      return line.what != change::wrong && line.about.ns != ns;
    });
  std::erase_if(all.changes, [](const auto& one) { return one.lines.empty(); });
  return all;
}

std::size_t count(const forecast& what, change kind) {
  std::size_t sum = 0;
  for (const auto& one : what.changes)
    sum += static_cast<std::size_t>(
      std::count_if(one.lines.begin(), one.lines.end(),
                    [kind](const change_line& line) { return line.what == kind; }));
  return sum;
}

foresight verdict_of(const forecast& what) {
  if (!what.troubles.empty() || count(what, change::wrong) > 0)
    return foresight::trouble;
  return what.changes.empty() && what.braked.empty() ? foresight::nothing : foresight::changes;
}

} // namespace weft
