#include "protocol/aci/answers.hpp"
#include "protocol/aci/dn.hpp"
#include "protocol/aci/events.hpp"
#include "protocol/aci/prefix.hpp"
#include "tests/fuzz/claim.hpp"

namespace {

using namespace weft;
using namespace weft::aci;

void claim_refused(const refusal& no) {
  fuzz::claim_explained(no.why);
  fuzz::claim(no.why.where == "apic GET", "a refusal names the exchange");
  fuzz::claim(no.why.what.find_first_of("\r\n\0") == std::string::npos, "a refusal fits one line");
}

void claim_object(const managed_object& what) {
  fuzz::claim(what.text("") == (what.find("") ? *what.find("") : ""), "an attribute is one thing");
  if (const auto place = read_place(what.dn)) {
    fuzz::claim(class_of(what.dn) == place->class_name, "a place is of the class of its DN");
    const auto parent = parent_of(what.dn);
    fuzz::claim(what.dn.starts_with(parent), "a DN begins with that of its parent");
    if (const auto prefix = canonical_prefix(place->prefix))
      fuzz::claim(canonical_prefix(*prefix) == prefix, "what is canonical stays so");
  }
  fuzz::claim(rns_of(what.dn).empty() || join_rns(rns_of(what.dn)) == what.dn, "a DN is its RNs");
  for (const auto& child : what.children)
    claim_object(child);
}

void read_as_answer(int status, std::string_view text) {
  const auto got = read_reply(status, text, "apic GET");
  if (!got)
    return claim_refused(got.error());
  fuzz::claim(status / 100 == 2, "only a success is one");
  for (const auto& one : got->objects)
    claim_object(one);
  if (const auto grant = read_grant(*got))
    fuzz::claim(!grant->token.empty() && grant->lifetime.count() > 0,
                "a session has a token and a lifetime");
  else
    fuzz::claim_explained(grant.error());
  if (const auto token = read_web_token(*got))
    fuzz::claim(!token->empty(), "a web token is some text");
  static_cast<void>(read_version(*got));
}

void read_as_frame(std::string_view text) {
  const auto got = read_frame(text);
  if (!got)
    return fuzz::claim_explained(got.error());
  for (const auto& one : got->events) {
    fuzz::claim(!one.about.dn.empty(), "an event is about something");
    claim_object(one.about);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  for (const int status : {200, 302, 400, 401, 403, 405, 413, 500, 503})
    read_as_answer(status, text);
  read_as_frame(text);
  return 0;
}
