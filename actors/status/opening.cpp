#include "actors/status/opening.hpp"

#include "actors/status/board.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

namespace weft {

namespace {

/// The board's address and what stands in for it once it is gone. Weak: the server may outlive it.
struct address {
  caf::actor_addr board;
  board_sink out;

  template <class Message>
  bool tell(Message news) const {
    const auto alive = caf::actor_cast<caf::actor>(board);
    if (alive)
      caf::anon_send(alive, std::move(news));
    return alive != nullptr;
  }

  void close(std::uint64_t ticket) const { out(ticket, "{\"actors\":[]}\n", true); }
};

} // namespace

void open_board(caf::actor_system& system, const parent_actor& root, status::server& server,
                status::vital_signs& signs, std::string version) {
  const auto made
    = system.spawn(board, board_wiring{root, server.sink(), &signs, std::move(version)});
  const address to{made.address(), server.sink()};
  server.connect({[to](std::uint64_t ticket, const state_filter& which) {
                    if (!to.tell(show{ticket, which}))
                      to.close(ticket);
                  },
                  [to](std::uint64_t ticket, std::uint32_t pieces) {
                    if (!to.tell(show_more{ticket, pieces}))
                      to.close(ticket);
                  },
                  [to](std::uint64_t ticket) { to.tell(stop_showing{ticket}); }});
}

} // namespace weft
