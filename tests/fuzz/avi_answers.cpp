#include "protocol/avi/wire/collection.hpp"
#include "protocol/avi/wire/reference.hpp"
#include "protocol/avi/wire/replies.hpp"
#include "protocol/avi/wire/session.hpp"
#include "tests/fuzz/claim.hpp"

#include <set>

namespace {

using namespace weft;
using namespace weft::avi;

const wire::call listing = wire::list("pool");

void claim_refused(const wire::refusal& no) {
  fuzz::claim_explained(no.why);
  fuzz::claim(no.why.what.find_first_of("\r\n\0") == std::string::npos, "a refusal fits one line");
  fuzz::claim(no.why.code != errc::none, "a refusal calls for a reaction");
}

void read_as_page(const json::value& page) {
  wire::collection all{listing};
  const auto taken = all.take(page);
  if (!taken)
    return fuzz::claim_explained(taken.error());
  if (all.next()) {
    fuzz::claim(all.next()->target.starts_with("/api/pool"),
                "a next page is one of its collection");
    fuzz::claim(all.next()->target != listing.target, "a next page is another page");
    fuzz::claim(!all.take(page), "a page that is told twice is no next page");
    return;
  }
  const auto got = all.finish();
  std::set<std::string> uuids;
  for (const auto& one : got.objects)
    fuzz::claim(uuids.insert(std::string{one.text_at({"uuid"})}).second,
                "an object is told once, with its uuid");
}

void read_as_words(const json::value& said) {
  if (const auto runtime = wire::read_runtime(said))
    fuzz::claim(!runtime->state.empty(), "a cluster is in some state");
  if (const auto version = wire::read_version(said))
    fuzz::claim(!version->empty(), "a version is some text");
  if (const auto tokens = wire::read_tokens(said))
    for (const auto& one : *tokens)
      fuzz::claim(!one.uuid.empty(), "a token can be revoked");
  static_cast<void>(wire::read_domains(said));
  static_cast<void>(wire::read_cluster_uuid(said));
  static_cast<void>(wire::read_license_tier(said));
}

void read_as_answer(const wire::call& what, int status, std::string_view text) {
  const auto got = wire::read_reply(what, status, text);
  if (!got)
    return claim_refused(got.error());
  fuzz::claim(status / 100 == 2, "only a success is one");
  read_as_page(*got);
  read_as_words(*got);
}

void read_as_log_in(std::string_view text) {
  const wire::fields cookies{{"Set-Cookie", std::string{text}},
                             {"Set-Cookie", "csrftoken=" + std::string{text}}};
  for (const int status : {200, 401, 403, 500}) {
    const auto got = wire::read_grant(status, cookies, text);
    if (!got)
      claim_refused(got.error());
    else
      fuzz::claim(!got->held.id.empty() && !got->held.csrf.empty(), "a session has both cookies");
  }
}

void read_as_reference(std::string_view text) {
  const auto read = wire::read_reference(text);
  if (!read)
    return;
  fuzz::claim(!read->type.empty() && (!read->uuid.empty() || !read->name.empty()),
              "a reference is to a type, by uuid or by name");
  if (!read->uuid.empty())
    fuzz::claim(wire::read_reference(wire::refer_by_uuid(read->type, read->uuid))
                  == wire::reference{read->type, read->uuid, ""},
                "a reference by uuid is read as it is written");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  const auto put = wire::replace("virtualservice", "virtualservice-1", "{}");
  for (const int status : {200, 201, 302, 400, 401, 403, 404, 409, 412, 419, 500, 503}) {
    read_as_answer(listing, status, text);
    read_as_answer(put, status, text);
  }
  read_as_log_in(text);
  read_as_reference(text);
  return 0;
}
