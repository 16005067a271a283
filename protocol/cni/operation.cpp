#include "protocol/cni/operation.hpp"

namespace weft::cni {

std::string_view to_string(operation::kind what) {
  switch (what) {
  case operation::kind::end_survivors:
    return "end what runs for";
  case operation::kind::set_aside:
    return "set aside";
  case operation::kind::discard:
    return "discard";
  case operation::kind::detach:
    return "detach";
  case operation::kind::release:
    return "release";
  case operation::kind::attach:
    return "attach";
  case operation::kind::take_over:
    return "take over";
  case operation::kind::drop:
    return "drop";
  case operation::kind::check:
    return "check";
  case operation::kind::collect:
    return "collect what is left of";
  }
  return "";
}

std::string unit_of(const operation& what) {
  std::string out{to_string(what.what)};
  if (what.what == operation::kind::set_aside || what.what == operation::kind::discard)
    return out + " " + what.file;
  if (what.what == operation::kind::collect)
    return out + " " + what.network.name;
  return out + " " + what.subject.interface + " at " + what.subject.container_id;
}

} // namespace weft::cni
