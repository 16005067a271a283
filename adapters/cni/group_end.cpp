#include "adapters/cni/group_end.hpp"

#include "adapters/cni/process_table.hpp"

#include <algorithm>
#include <csignal>
#include <memory>

namespace weft::cni {

namespace {

using namespace std::chrono_literals;

constexpr auto patience_after_kill = 10s;
constexpr auto first_look = 2ms;
constexpr auto longest_between_looks = 100ms;

/// A group on its way out. Looks ever more rarely whether it has gone.
struct ending : std::enable_shared_from_this<ending> {
  ending(net::transport& at, std::int64_t which, std::chrono::milliseconds before_kill,
         std::function<void(bool)> tell)
    : io(at), group(which), grace(before_kill), done(std::move(tell)) {}

  void send(int signal) const { ::kill(static_cast<pid_t>(-group), signal); }

  void look() {
    if (members_of(group).empty())
      return done(true);
    if (waited >= grace + patience_after_kill)
      return done(false);
    if (waited >= grace)
      send(SIGKILL);
    const auto pause = std::min<std::chrono::milliseconds>(pace, longest_between_looks);
    const auto left = waited < grace ? grace - waited : longest_between_looks;
    const auto next = std::min<std::chrono::milliseconds>(pause, left);
    pace *= 2;
    waited += next;
    io.after(next, [self = shared_from_this()] { self->look(); });
  }

  net::transport& io;
  std::int64_t group;
  std::chrono::milliseconds grace;
  std::function<void(bool)> done;
  std::chrono::milliseconds waited{};
  std::chrono::milliseconds pace = first_look;
};

} // namespace

void end_members(net::transport& io, std::int64_t group, std::chrono::milliseconds grace,
                 std::function<void(bool)> done) {
  auto one = std::make_shared<ending>(io, group, grace, std::move(done));
  one->send(SIGTERM);
  io.after(one->pace, [one] { one->look(); });
}

bool is_left_of(const process_group& which, const std::string& container_id) {
  if (which.id <= 1)
    return false; // what a signal to "-1" or "0" would reach
  if (const auto leader = find_process(which.id); leader && leader->born != which.born)
    return false;
  else if (leader && !leader->ended)
    return true;
  else if (leader)
    return !members_of(which.id).empty();
  const auto mark = container_id.empty() ? "CNI_COMMAND=GC" : "CNI_CONTAINERID=" + container_id;
  const auto left = members_of(which.id);
  return std::any_of(left.begin(), left.end(),
                     [&](const process_entry& one) { return started_with(one.pid, mark); });
}

} // namespace weft::cni
