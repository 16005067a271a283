#include "adapters/aci/switchboard.hpp"

#include <utility>

namespace weft::aci::sim {

switchboard::switchboard(core& of, surroundings around)
  : inside_(std::make_shared<impl>(impl{of, std::move(around), {}})) {
  of.on_stir([weak = std::weak_ptr{inside_}] {
    if (auto self = weak.lock())
      stir(self);
  });
}

switchboard::~switchboard() {
  inside_->peer.on_stir({});
}

void switchboard::connect(std::uint64_t socket, receiver to) {
  inside_->receivers[socket] = std::move(to);
}

void switchboard::disconnect(std::uint64_t socket) {
  inside_->receivers.erase(socket);
}

/// Looks at the core soon: it must not be asked while it is at work.
void switchboard::stir(const std::shared_ptr<impl>& self) {
  if (std::exchange(self->posted, true))
    return;
  self->around.after(std::chrono::milliseconds{0}, [weak = std::weak_ptr{self}] {
    if (auto held = weak.lock())
      turn(held);
  });
}

void switchboard::turn(const std::shared_ptr<impl>& self) {
  self->posted = false;
  for (auto& one : self->peer.take_due(self->around.now()))
    if (const auto found = self->receivers.find(one.socket); found != self->receivers.end()) {
      const auto tell = found->second; // it may disconnect itself
      tell(one);
    }
  const auto due = self->peer.next_due();
  if (!due)
    return;
  const auto wait = std::max(*due - self->around.now(), std::chrono::milliseconds{0});
  self->around.after(wait, [weak = std::weak_ptr{self}, round = ++self->wake] {
    if (auto held = weak.lock(); held && held->wake == round)
      turn(held);
  });
}

} // namespace weft::aci::sim
