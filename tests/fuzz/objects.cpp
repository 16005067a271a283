#include "tests/fuzz/objects.hpp"

#include "protocol/k8s/lease.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "tests/fuzz/claim.hpp"

#include <algorithm>
#include <limits>

namespace weft::fuzz {

namespace {

/// Whether `document` says `name` at metadata.name; of a member that is there twice, either one.
bool says_name(const json::value& document, std::string_view name) {
  const auto* members = document.as_object();
  return members && std::any_of(members->begin(), members->end(), [&](const json::member& one) {
           const auto* meta = one.first == "metadata" ? one.second.as_object() : nullptr;
           return meta && std::any_of(meta->begin(), meta->end(), [&](const json::member& held) {
                    return held.first == "name" && held.second.text_or("") == name;
                  });
         });
}

void claim_lease(const k8s::lease& held) {
  constexpr std::chrono::seconds longest{std::numeric_limits<std::int32_t>::max()};
  claim(held.duration >= std::chrono::seconds{0} && held.duration <= longest,
        "a Lease lasts as long as its API allows");
}

} // namespace

const std::vector<k8s::kind>& kinds() {
  static const auto all = [] {
    auto made = velocloud::kinds();
    made.push_back(k8s::lease_kind());
    return made;
  }();
  return all;
}

void claim_object(const k8s::kind& which, const k8s::projection& object, std::string_view text) {
  claim(object.meta.key.kind == which.name, "an object is of the kind that was asked for");
  claim(!object.meta.key.name.empty(), "an object has a name");
  claim(!object.meta.uid.empty(), "an object has a uid");
  claim(object.meta.version != 0, "an object has a version");
  if (const auto document = json::parse(text))
    claim(says_name(*document, object.meta.key.name), "an object's name is the one it says");
  claim(object.status.empty() || which.keeps_status, "a status is kept where it is asked for");
  claim(is_utf8(object.meta.key.name) && is_utf8(object.status), "what is kept is UTF-8");
  if (which.name == "Lease" && object.body)
    claim_lease(as<k8s::lease>(object.body));
}

void claim_undecodable(const k8s::undecodable& what) {
  claim(what.why.code == errc::malformed, "bytes that make no object are malformed");
  claim_explained(what.why);
}

void claim_same(const k8s::decoded<k8s::projection>& one,
                const k8s::decoded<k8s::projection>& other) {
  claim(one.has_value() == other.has_value(), "the same bytes are always read or always refused");
  if (!one)
    return claim(one.error().why.what == other.error().why.what
                   && one.error().key == other.error().key,
                 "the same bytes are refused for the same reason");
  claim(one->meta.key == other->meta.key && one->meta.uid == other->meta.uid
          && one->meta.version == other->meta.version && one->meta.labels == other->meta.labels
          && one->meta.annotations == other->meta.annotations && one->status == other->status,
        "the same bytes make the same object");
}

} // namespace weft::fuzz
