#include "actors/admission.hpp"

#include <caf/atom.hpp>
#include <caf/deep_to_string.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>

namespace weft {

caf::error to_error(const fault& why) {
  return caf::make_error(why.code, why.where, why.what,
                         static_cast<std::int64_t>(why.retry_after.count()));
}

fault to_fault(const caf::error& why) {
  if (why.category() != caf::atom("weft"))
    return {errc::unreachable, caf::to_string(why), "peer actor", {}};
  fault out{static_cast<errc>(why.code()), {}, {}, {}};
  const auto& context = why.context();
  if (context.match_elements<std::string, std::string, std::int64_t>()) {
    out.where = context.get_as<std::string>(0);
    out.what = context.get_as<std::string>(1);
    out.retry_after = std::chrono::milliseconds{context.get_as<std::int64_t>(2)};
  }
  return out;
}

std::string explain(const caf::error& why) {
  if (!why)
    return "ok";
  const auto held = to_fault(why);
  return std::string{to_string(held.code)} + ": " + to_string(held);
}

} // namespace weft
