#include "protocol/k8s/records/tls_secret.hpp"

#include "protocol/base64.hpp"
#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/raw_reading.hpp"

#include <utility>

namespace weft::k8s {

namespace {

std::string* place_for(tls_secret_record& in, std::string_view name) {
  return name == "tls.crt"   ? &in.certificate
         : name == "tls.key" ? &in.key
         : name == "alt.crt" ? &in.other_certificate
         : name == "alt.key" ? &in.other_key
         : name == "ca.crt"  ? &in.authority
                             : nullptr;
}

} // namespace

result<void> read_tls_secret(raw_field& from, projection& into) {
  if (from.name != "data")
    return {};
  tls_secret_record facts;
  bool any = false;
  each_raw_member(from.value, [&](std::string_view name, simdjson::ondemand::value held) {
    if (auto* place = place_for(facts, name)) {
      *place = decode_base64(raw_text(held)).value_or("");
      any = true;
    }
  });
  if (any)
    into.body = take_snapshot(std::move(facts));
  return {};
}

} // namespace weft::k8s
