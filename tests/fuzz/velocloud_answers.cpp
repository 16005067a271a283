#include "protocol/velocloud/audit.hpp"
#include "protocol/velocloud/channels.hpp"
#include "protocol/velocloud/names.hpp"
#include "tests/fuzz/claim.hpp"
#include "tests/fuzz/velocloud_modules.hpp"

namespace {

using namespace weft;
using namespace weft::velocloud;

const audit_window any_time{"Gold", 0, 253402300799000};

void claim_on_one_line(std::string_view text) {
  fuzz::claim(fuzz::is_utf8(text) && text.size() <= channels::longest_text
                && text.find_first_of("\r\n\0") == text.npos,
              "VCO's words fit one line");
}

void claim_refused(const fault& why) {
  fuzz::claim_explained(why);
  claim_on_one_line(why.what);
}

void read_inventory(const json::value& answer) {
  const auto read = read_profiles(answer);
  if (!read)
    return claim_refused(read.error());
  for (const auto& one : read->profiles)
    fuzz::claim(one.id != 0 && !one.name.empty(), "a profile has an id and a name");
}

void read_audit_log(const json::value& answer, std::string_view version) {
  const auto when = audit_window_of("Gold", "1674812238359", version);
  const auto read = read_audit(answer, when.value_or(any_time), "weft");
  if (when)
    fuzz::claim(json::parse(json::write(audit_params(7, *when))).has_value(),
                "a window can be asked for");
  if (!read)
    return claim_refused(read.error());
  for (const auto& one : read->writers)
    claim_on_one_line(one);
  fuzz::claim(fuzz::is_utf8(to_string(*read, "velocloud/vco/101")), "a finding can be told");
}

/// Reads the answer as that of every method.
void read_as_all(std::string_view text) {
  const channels::head good{200, "application/json", {}, {}};
  if (const auto answer = channels::read(good, text, method::list_profiles))
    read_inventory(*answer);
  else
    claim_refused(answer.error());
  if (const auto answer = channels::read(good, text, method::read_modules)) {
    fuzz::claim_module(*answer);
    const auto version = read_version(*answer);
    read_audit_log(json::value::of({{"data", *answer}}), version ? *version : std::string{});
  }
  if (const auto answer = channels::read(good, text, method::update_module)) {
    const auto rows = answer->find("rows");
    fuzz::claim(rows && rows->int_or(0) > 0, "a write that is believed says how many rows");
    fuzz::claim(read_written(*answer).has_value(), "a write is believed once and for all");
  }
  if (const auto answer = channels::read(good, text, method::read_audit))
    read_audit_log(*answer, answer->text_at({"version"}));
}

void read_as_failed(std::string_view text) {
  for (const int status : {302, 400, 401, 403, 404, 429, 500}) {
    const auto answer
      = channels::read({status, "application/json", text, {}}, text, method::read_modules);
    fuzz::claim(!answer, "an answer other than 2xx is a failure");
    claim_refused(answer.error());
    fuzz::claim(answer.error().retry_after >= std::chrono::milliseconds{0}, "time goes forward");
  }
}

/// Reads the text as a header of a log-in's answer.
void read_as_cookie(std::string_view text) {
  const std::string secret = "s3cr3tpassword";
  fuzz::claim(channels::redacted(std::string{text}, {secret}).find(secret) == std::string::npos,
              "a secret is blotted out");
  const auto said = channels::message_of("velocloud.message=" + std::string{text}, {secret});
  claim_on_one_line(said);
  fuzz::claim(said.find(secret) == std::string::npos, "a secret is blotted out of a cookie");
  const auto session = channels::session_of(text);
  fuzz::claim(!session || !session->empty(), "a session has a name");
  static_cast<void>(channels::token_expiry(text));
}

void claim_faithful(std::string_view text) {
  const auto document = json::parse(text);
  if (!document)
    return;
  const auto written = json::write(*document);
  const auto again = json::parse(written);
  fuzz::claim(again && *again == *document, "what is read and written reads the same");
  fuzz::claim(json::write(*again) == written, "what is written twice is written the same");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  claim_faithful(text);
  read_as_all(text);
  read_as_failed(text);
  read_as_cookie(text);
  return 0;
}
