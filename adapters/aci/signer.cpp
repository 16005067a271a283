#include "adapters/aci/signer.hpp"

#include "adapters/net/tls.hpp"
#include "protocol/base64.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace weft::aci {

namespace {

using digest_ptr = std::unique_ptr<EVP_MD_CTX, net::freed_by<EVP_MD_CTX_free>>;

constexpr int key_bits = 2048;
constexpr long valid_seconds = 365L * 24 * 3600;

net::bio_ptr reading(const std::string& pem) {
  return net::bio_ptr{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

/// Answers for a pass phrase that nobody is asked for.
int no_pass_phrase(char*, int, int, void*) {
  return -1;
}

bool is_rsa(const net::key_ptr& held) {
  return held && EVP_PKEY_is_a(held.get(), "RSA") == 1;
}

net::key_ptr public_key(const std::string& pem) {
  if (const net::x509_ptr certificate{
        PEM_read_bio_X509(reading(pem).get(), nullptr, no_pass_phrase, nullptr)})
    return net::key_ptr{X509_get_pubkey(certificate.get())};
  return net::key_ptr{PEM_read_bio_PUBKEY(reading(pem).get(), nullptr, no_pass_phrase, nullptr)};
}

std::string text_of(const net::bio_ptr& from) {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(from.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

void require(bool done) {
  if (!done)
    throw std::runtime_error("OpenSSL cannot make a signing identity: " + net::last_tls_error());
}

} // namespace

struct signer::key {
  net::key_ptr held;
};

struct verifier::key {
  net::key_ptr held;
};

result<signer> signer::from_pem(const std::string& pem) {
  net::key_ptr held{PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, no_pass_phrase, nullptr)};
  static_cast<void>(net::last_tls_error());
  if (!is_rsa(held))
    return fault{errc::expired, "there is no RSA key in it", "aci.key_file", {}};
  return signer{std::make_shared<const key>(key{std::move(held)})};
}

std::string signer::sign(std::string_view text) const {
  const digest_ptr digest{EVP_MD_CTX_new()};
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  if (EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_->held.get()) != 1
      || EVP_DigestSign(digest.get(), nullptr, &size, bytes, text.size()) != 1)
    return {};
  std::string out(size, '\0');
  if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                     text.size())
      != 1)
    return {};
  out.resize(size);
  return encode_base64(out);
}

result<verifier> verifier::from_pem(const std::string& pem) {
  auto held = public_key(pem);
  static_cast<void>(net::last_tls_error());
  if (!is_rsa(held))
    return fault{errc::refused, "there is no RSA certificate in it", "certificate", {}};
  return verifier{std::make_shared<const key>(key{std::move(held)})};
}

bool verifier::verify(std::string_view text, std::string_view signature) const {
  const auto bytes = decode_base64(signature);
  const digest_ptr digest{EVP_MD_CTX_new()};
  if (!bytes
      || EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_->held.get()) != 1)
    return false;
  const bool good
    = EVP_DigestVerify(digest.get(), reinterpret_cast<const unsigned char*>(bytes->data()),
                       bytes->size(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size())
      == 1;
  static_cast<void>(net::last_tls_error());
  return good;
}

std::string signed_cookies(const signer& by, std::string_view certificate_dn, const call& what,
                           std::string_view web_token) {
  auto out
    = "APIC-Request-Signature=" + by.sign(string_to_sign(what.method, what.target, what.body))
      + "; APIC-Certificate-Algorithm=v1.0; APIC-Certificate-DN=";
  out.append(certificate_dn).append("; APIC-Certificate-Fingerprint=fingerprint");
  if (!web_token.empty())
    out.append("; APIC-WebSocket-Session=").append(web_token);
  return out;
}

signing_identity make_signing_identity(const std::string& common_name) {
  const net::key_ptr made{EVP_RSA_gen(key_bits)};
  require(made != nullptr);
  const net::x509_ptr certificate{X509_new()};
  auto* name = X509_get_subject_name(certificate.get());
  require(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1) == 1
          && X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0) != nullptr
          && X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid_seconds) != nullptr
          && X509_set_pubkey(certificate.get(), made.get()) == 1
          && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                        reinterpret_cast<const unsigned char*>(common_name.data()),
                                        static_cast<int>(common_name.size()), -1, 0)
               == 1
          && X509_set_issuer_name(certificate.get(), name) == 1
          && X509_sign(certificate.get(), made.get(), EVP_sha256()) > 0);
  const net::bio_ptr key_text{BIO_new(BIO_s_mem())};
  const net::bio_ptr certificate_text{BIO_new(BIO_s_mem())};
  require(
    PEM_write_bio_PrivateKey(key_text.get(), made.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1
    && PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
  return {text_of(key_text), text_of(certificate_text)};
}

} // namespace weft::aci
