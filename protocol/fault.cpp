#include "protocol/fault.hpp"

#include <stdexcept>

namespace weft {

std::string_view to_string(errc code) {
  switch (code) {
  case errc::none:
    return "none";
  case errc::unreachable:
    return "unreachable";
  case errc::expired:
    return "expired";
  case errc::forbidden:
    return "forbidden";
  case errc::refused:
    return "refused";
  case errc::malformed:
    return "malformed";
  case errc::conflict:
    return "conflict";
  case errc::not_found:
    return "not_found";
  case errc::throttled:
    return "throttled";
  case errc::gone:
    return "gone";
  }
  return "unknown";
}

std::string to_string(const fault& why) {
  return why.where.empty() ? why.what : why.where + ": " + why.what;
}

void throw_exception_from_error(const fault& why, const boost::source_location&) {
  throw std::runtime_error(to_string(why));
}

} // namespace weft
