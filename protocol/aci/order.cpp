#include "protocol/aci/order.hpp"

#include "protocol/aci/records.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

constexpr std::size_t digest_bytes = 16;

bool granted(const settings& how, const std::string& ns, const eepg_name& where) {
  const auto fits = [](const std::string& allowed, const std::string& name) {
    return allowed == "*" || allowed == name;
  };
  return how.grants.empty()
         || std::any_of(how.grants.begin(), how.grants.end(), [&](const grant& one) {
              return fits(one.ns, ns) && fits(one.tenant, where.tenant)
                     && fits(one.l3out, where.l3out) && fits(one.epg, where.epg);
            });
}

std::string not_granted(const std::string& ns, const eepg_name& where) {
  return "annotation " + std::string{annotation::l3out} + " names " + to_string(where)
         + ", which weft's settings do not grant to namespace " + ns;
}

} // namespace

standing_order order_of(const settings& how, const k8s::projection& deployment,
                        const lookups& from) {
  const auto& meta = deployment.meta;
  const auto* text = k8s::find(meta.annotations, annotation::l3out);
  if (!text)
    return {};
  auto read = read_annotation(*text);
  if (read && granted(how, meta.key.ns, read->where))
    return {*std::move(read), to_hex(sha256(*text), digest_bytes), {}};
  standing_order out;
  out.trouble = read ? not_granted(meta.key.ns, read->where) : read.error().what;
  if (const auto before = from.contributed({meta.key, meta.uid})) {
    const auto& held = as<wished_eepg>(before);
    out.now = assignment{held.where, held.pods, {}};
    out.value = held.value;
    out.trouble += "; " + to_string(held.where) + " stays as it was";
  }
  return out;
}

} // namespace weft::aci
