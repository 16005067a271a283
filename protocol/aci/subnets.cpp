#include "protocol/aci/subnets.hpp"

#include "protocol/aci/spelling.hpp"

namespace weft::aci {

subnet read_subnet(const managed_object& what, std::string_view as_spelled) {
  subnet out;
  out.rn_prefix = as_spelled;
  change_subnet(out, what);
  return out;
}

void change_subnet(subnet& what, const managed_object& told) {
  if (const auto* name = told.find("name"))
    what.name = *name;
  if (const auto* annotation = told.find("annotation"))
    what.annotation = *annotation;
  if (const auto* words = told.find("scope"))
    what.flags = read_scope(*words);
}

void keep_flags(const std::string& prefix, const subnet& gone, eepg& from) {
  const auto extra = static_cast<std::uint8_t>(gone.flags & ~scope::import_security);
  if (gone.ours && extra != 0)
    from.lost_flags[prefix] = extra;
}

} // namespace weft::aci
