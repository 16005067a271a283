#include "actors/runtime_config.hpp"

#include <caf/atom.hpp>
#include <caf/message.hpp>

namespace weft {

runtime_config::runtime_config(std::size_t threads) {
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", threads);
  add_message_types<caf::id_block::weft>();
  add_error_category(
    caf::atom("weft"), [](std::uint8_t code, caf::atom_value, const caf::message& text) {
      return std::string{to_string(static_cast<errc>(code))} + caf::to_string(text);
    });
}

} // namespace weft
