#include "adapters/aci/core.hpp"
#include "protocol/aci/answers.hpp"
#include "protocol/json/value.hpp"
#include "tests/fuzz/claim.hpp"

namespace {

using namespace weft;
using namespace weft::aci;

constexpr sim::instant noon{std::chrono::milliseconds{1'800'000'000'000}};
constexpr std::string_view l3out = "uni/tn-T/out-O";

/// An APIC with a session that listens to everything.
struct fuzzed_apic {
  sim::core core;
  std::string cookie;

  fuzzed_apic() {
    core.add_user({"weft", "secret", {}, false});
    core.make_out("T", "O", noon);
    core.settings.housekeeping = false;
    const auto got = send("POST", "/api/aaaLogin.json",
                          R"({"aaaUser":{"attributes":{"name":"weft","pwd":"secret"}}})");
    const auto token = read_grant(read_reply(200, got.body, "apic").value()).value().token;
    cookie = "APIC-cookie=" + token;
    core.open_socket(0, {"GET", "/socket" + token, {}, {}}, noon);
    send("GET", "/api/mo/uni.json?query-target=subtree&subscription=yes", "");
  }

  net::http_response send(std::string method, std::string target, std::string body) {
    net::http_request what{std::move(method), std::move(target), {}, std::move(body)};
    what.fields.emplace_back("Cookie", cookie);
    return core.receive(0, what, noon).what;
  }

  void claim_answer(const net::http_response& from) {
    const auto text = json::parse(from.body);
    const bool page = from.body.starts_with("<html>");
    fuzz::claim(page || (text && text->find("imdata")), "an answer is one of the APIC's");
    fuzz::claim(from.status == 200 || from.status >= 400, "an answer is a success or says no");
  }
};

/// Posts the text and reads back what has become of it.
void post(fuzzed_apic& apic, std::string_view text) {
  const auto before = apic.core.tree();
  const auto got = apic.send("POST", "/api/mo/" + std::string{l3out} + ".json", std::string{text});
  apic.claim_answer(got);
  const auto changes = sim::differences(before, apic.core.tree());
  fuzz::claim(got.status == 200 || changes.empty(), "a POST that is refused does nothing");
  const auto told = apic.core.take_due(noon);
  fuzz::claim(told.size() == changes.size(), "every change is told once");
  for (const auto& one : changes)
    fuzz::claim(one.dn().starts_with(l3out), "a POST stays below its URL");
  for (const auto& one : apic.core.tree().all())
    fuzz::claim(one->dn == "uni" || apic.core.tree().find(one->dn) == one,
                "every object is found by its DN");
  if (got.status == 200 && !changes.empty()) {
    const auto again = apic.core.tree();
    apic.send("POST", "/api/mo/" + std::string{l3out} + ".json", std::string{text});
    apic.core.take_due(noon);
  }
}

/// Reads the text as what follows a path, and as a path.
void get(fuzzed_apic& apic, std::string_view text) {
  const auto before = apic.core.tree();
  for (const std::string start :
       {"/api/mo/uni/tn-T.json?", "/api/class/l3extOut.json?query-target-filter=", "/api/mo/",
        "/api/", "/"})
    apic.claim_answer(apic.send("GET", start + std::string{text}, ""));
  apic.claim_answer(apic.send("DELETE", "/api/mo/uni/tn-none/" + std::string{text} + ".json", ""));
  fuzz::claim(sim::differences(before, apic.core.tree()).empty(), "a GET changes nothing");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  fuzzed_apic apic;
  post(apic, text);
  get(apic, text);
  return 0;
}
