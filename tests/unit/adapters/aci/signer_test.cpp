#include "adapters/aci/signer.hpp"
#include "adapters/net/identity.hpp"
#include "adapters/net/tls.hpp"
#include "protocol/base64.hpp"
#include "protocol/sha256.hpp"
#include "tests/printing.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>

using namespace weft;
using namespace weft::aci;

namespace {

const signing_identity& signing() {
  static const auto made = make_signing_identity("weft");
  return made;
}

signer signing_key() {
  return signer::from_pem(signing().key_pem).value();
}

/// What lies under an RSASSA-PKCS1-v1_5 signature over SHA-256, in hex; empty: it is none.
std::string digest_under(const std::string& signature) {
  const auto bytes = decode_base64(signature).value_or("");
  const net::bio_ptr pem{BIO_new_mem_buf(signing().certificate_pem.data(), -1)};
  const net::x509_ptr certificate{PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr)};
  const net::key_ptr key{X509_get_pubkey(certificate.get())};
  const std::unique_ptr<EVP_PKEY_CTX, net::freed_by<EVP_PKEY_CTX_free>> context{
    EVP_PKEY_CTX_new(key.get(), nullptr)};
  sha256_digest out{};
  std::size_t size = out.size();
  const bool recovered
    = EVP_PKEY_verify_recover_init(context.get()) == 1
      && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1
      && EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1
      && EVP_PKEY_verify_recover(context.get(), out.data(), &size,
                                 reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size())
           == 1;
  return recovered && size == out.size() ? to_hex(out) : std::string{};
}

} // namespace

// The digests of aci.md 2.4.
TEST_CASE("a signature holds the digest of method, target and body", "[aci]") {
  const auto key = signing_key();
  const auto digest = [&](const call& what) {
    return digest_under(key.sign(string_to_sign(what.method, what.target, what.body)));
  };
  CHECK(digest(ask_web_token())
        == "f6d6b001207c2a356bf53f93c963b4a59fab751094436ef8b23a9b627eff6e67");
  CHECK(digest({"DELETE",
                "/api/mo/uni/tn-TEN_K8_C1/out-L3O_K8_C1/instP-EPG_K8_APP_MCAST/"
                "extsubnet-[10.244.1.5/32].json",
                {}})
        == "8f5707b6bdf976acaf0d786976849cefbbbe13f251d3e21b803a2c969a9d25e6");
  CHECK(digest({"POST", "/api/mo/uni/tn-TEN_K8_C1/out-L3O_K8_C1.json",
                R"({"l3extInstP":{"attributes":{"name":"EPG_K8_APP_MCAST",)"
                R"("annotation":"orchestrator:aci-k8-haystack"}}})"})
        == "26e5fdd4950909ad0be4472015ca626b3a9cf46892bf69658c555af71fe5be6d");
}

TEST_CASE("the same text has the same signature, in one line of padded Base64", "[aci]") {
  const auto key = signing_key();
  const auto once = key.sign("GET/api/webtokenSession.json");
  CHECK(once == signing_key().sign("GET/api/webtokenSession.json"));
  CHECK(once != key.sign("GET/api/webtokenSession.json?x"));
  CHECK(once.size() == 344);
  CHECK(once.ends_with("=="));
  CHECK(once.find('\n') == once.npos);
}

TEST_CASE("a signature is of one key and one text", "[aci]") {
  const auto by = verifier::from_pem(signing().certificate_pem).value();
  const auto made = signing_key().sign("text");
  CHECK(by.verify("text", made));
  CHECK_FALSE(by.verify("texts", made));
  CHECK_FALSE(by.verify("text", made.substr(4)));
  CHECK_FALSE(by.verify("text", "no base64!"));
  CHECK_FALSE(by.verify("text", ""));
  CHECK_FALSE(
    verifier::from_pem(make_signing_identity("other").certificate_pem)->verify("text", made));
}

TEST_CASE("a signed request carries four cookies in their order, and five with a web token",
          "[aci]") {
  const auto dn = "uni/userext/user-weft/usercert-weft.crt";
  const auto what = ask_version();
  const auto four = signed_cookies(signing_key(), dn, what);
  const auto signature = signing_key().sign("GET/api/class/firmwareCtrlrRunning.json");
  CHECK(four
        == "APIC-Request-Signature=" + signature
             + "; APIC-Certificate-Algorithm=v1.0; APIC-Certificate-DN=" + dn
             + "; APIC-Certificate-Fingerprint=fingerprint");
  CHECK(signed_cookies(signing_key(), dn, what, "T") == four + "; APIC-WebSocket-Session=T");
}

TEST_CASE("only an RSA key can sign, and what is refused is not shown", "[aci]") {
  const auto elliptic = net::make_authority().key_pem;
  const auto broken = signing().key_pem.substr(0, 400);
  for (const auto& pem : {elliptic, broken, std::string{"nothing"}, std::string{}}) {
    const auto made = signer::from_pem(pem);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == errc::expired);
    CHECK((pem.empty() || to_string(made.error()).find(pem) == std::string::npos));
  }
  CHECK_FALSE(verifier::from_pem(net::make_authority().certificate_pem).has_value());
}
