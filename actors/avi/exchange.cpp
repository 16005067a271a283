#include "actors/avi/exchange.hpp"

#include "actors/runtime/deliver_to.hpp"

namespace weft::avi {

client::completion tell_answer(const caf::local_actor* to, std::uint64_t ticket,
                               std::shared_ptr<const void> turn) {
  return [tell = deliver_to<exchanged>(to), ticket,
          turn = std::move(turn)](wire::answered<json::value> got) mutable {
    turn.reset();
    tell({ticket, std::make_shared<const answer_record>(std::move(got))});
  };
}

client::listing tell_listing(const caf::local_actor* to, std::uint64_t ticket) {
  return [tell = deliver_to<exchanged>(to), ticket](wire::answered<wire::collected> got) {
    tell({ticket, std::make_shared<const listing_record>(std::move(got))});
  };
}

std::function<void()> tell_end(const caf::local_actor* to, std::uint64_t ticket) {
  return [tell = deliver_to<exchanged>(to), ticket] { tell({ticket, nullptr}); };
}

} // namespace weft::avi
