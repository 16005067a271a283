#include "adapters/net/identity.hpp"

#include "adapters/net/tls.hpp"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace weft::net {

namespace {

using request_subject = std::vector<std::pair<const char*, std::string>>;

template <class Made>
Made need(Made made) {
  if (!made)
    throw std::runtime_error("cannot make a certificate: " + last_tls_error());
  return made;
}

key_ptr fresh_key() {
  return need(key_ptr{EVP_EC_gen("P-256")});
}

std::string drain(const bio_ptr& from) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(from.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  bio_ptr out{BIO_new(BIO_s_mem())};
  need(PEM_write_bio_X509(out.get(), certificate));
  return drain(out);
}

std::string pem(EVP_PKEY* key) {
  bio_ptr out{BIO_new(BIO_s_mem())};
  need(PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr));
  return drain(out);
}

x509_ptr read_certificate(const std::string& text) {
  bio_ptr in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  return need(x509_ptr{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)});
}

key_ptr read_key(const std::string& text) {
  bio_ptr in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  return need(key_ptr{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr)});
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>> made{
    need(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()))};
  need(X509_add_ext(certificate, made.get(), -1));
}

/// Everything but the extensions and the signature. Without an issuer it is its own.
x509_ptr draft(const request_subject& subject, EVP_PKEY* key, X509* issuer, validity when) {
  auto made = need(x509_ptr{X509_new()});
  auto* certificate = made.get();
  X509_set_version(certificate, X509_VERSION_3);
  std::uint64_t serial = 0;
  need(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U);
  X509_gmtime_adj(X509_getm_notBefore(certificate), static_cast<long>(when.from.count()));
  X509_gmtime_adj(X509_getm_notAfter(certificate), static_cast<long>(when.until.count()));
  X509_set_pubkey(certificate, key);
  auto* name = X509_get_subject_name(certificate);
  for (const auto& [kind, value] : subject)
    need(X509_NAME_add_entry_by_txt(name, kind, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value.data()),
                                    static_cast<int>(value.size()), -1, 0));
  X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : name);
  return made;
}

std::string alternatives(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) {
    in6_addr address{};
    const bool ip = inet_pton(AF_INET, name.c_str(), &address) == 1
                    || inet_pton(AF_INET6, name.c_str(), &address) == 1;
    all += (all.empty() ? "" : ",") + std::string{ip ? "IP:" : "DNS:"} + name;
  }
  return all;
}

/// A certificate and its key, signed by `by`.
client_identity issue(const authority& by, const request_subject& subject, validity when,
                      const char* usage, const std::vector<std::string>& names) {
  const auto issuer = read_certificate(by.certificate_pem);
  const auto issuer_key = read_key(by.key_pem);
  const auto key = fresh_key();
  const auto made = draft(subject, key.get(), issuer.get(), when);
  auto* certificate = made.get();
  extend(certificate, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(certificate, issuer.get(), NID_key_usage, "critical,digitalSignature");
  extend(certificate, issuer.get(), NID_ext_key_usage, usage);
  extend(certificate, issuer.get(), NID_authority_key_identifier, "keyid:always");
  if (!names.empty())
    extend(certificate, issuer.get(), NID_subject_alt_name, alternatives(names));
  need(X509_sign(certificate, issuer_key.get(), EVP_sha256()));
  return {pem(certificate), pem(key.get())};
}

} // namespace

authority make_authority(const std::string& common_name, validity when) {
  const auto key = fresh_key();
  const auto made = draft({{"CN", common_name}}, key.get(), nullptr, when);
  auto* certificate = made.get();
  extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(certificate, certificate, NID_subject_key_identifier, "hash");
  need(X509_sign(certificate, key.get(), EVP_sha256()));
  return {pem(certificate), pem(key.get())};
}

server_tls issue_server(const authority& by, const std::vector<std::string>& names, validity when) {
  auto made = issue(by, {{"CN", "localhost"}}, when, "serverAuth", names);
  return {std::move(made.certificate_pem), std::move(made.key_pem), {}};
}

client_identity issue_client(const authority& by, const std::string& common_name,
                             const std::vector<std::string>& organisations, validity when) {
  request_subject subject;
  for (const auto& name : organisations)
    subject.emplace_back("O", name);
  subject.emplace_back("CN", common_name);
  return issue(by, subject, when, "clientAuth", {});
}

throwaway_identity make_identity(const std::vector<std::string>& names, validity when) {
  throwaway_identity made;
  made.ca = make_authority();
  made.ca_pem = made.ca.certificate_pem;
  std::vector<std::string> all{"localhost", "127.0.0.1", "::1"};
  all.insert(all.end(), names.begin(), names.end());
  made.server = issue_server(made.ca, all, when);
  return made;
}

} // namespace weft::net
