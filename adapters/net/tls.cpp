#include "adapters/net/tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <mutex>

namespace weft::net {

namespace {

using context_ptr = std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>>;
using session_ptr = std::unique_ptr<SSL_SESSION, freed_by<SSL_SESSION_free>>;

bio_ptr reading(const std::string& pem) {
  return bio_ptr{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

fault refusal(const std::string& what) {
  return {errc::refused, what + " (" + last_tls_error() + ")", {}, {}};
}

/// Adds every certificate of `pem` to `store`.
bool trust(X509_STORE* store, const std::string& pem) {
  auto text = reading(pem);
  bool any = false;
  while (x509_ptr certificate{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)}) {
    X509_STORE_add_cert(store, certificate.get());
    any = true;
  }
  if (any)
    ERR_clear_error(); // the end of the text is reported as an error
  return any;
}

bool present(SSL_CTX* context, const std::string& chain_pem, const std::string& key_pem) {
  auto chain = reading(chain_pem);
  x509_ptr leaf{PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)};
  auto no_password = [](char*, int, int, void*) { return 0; };
  key_ptr key{PEM_read_bio_PrivateKey(reading(key_pem).get(), nullptr, no_password, nullptr)};
  if (!leaf || !key || SSL_CTX_use_certificate(context, leaf.get()) != 1
      || SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    return false;
  while (auto* next = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr))
    SSL_CTX_add0_chain_cert(context, next);
  ERR_clear_error();
  return true;
}

std::string one_line(const X509_NAME* name) {
  bio_ptr out{BIO_new(BIO_s_mem())};
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

/// Where the verification of one connection leaves its complaint.
int complaint_index() {
  static const int index = SSL_get_ex_new_index(
    0, nullptr, nullptr, nullptr, [](void*, void* held, CRYPTO_EX_DATA*, int, long, void*) {
      delete static_cast<std::string*>(held);
    });
  return index;
}

int keep_complaint(int accepted, X509_STORE_CTX* chain) {
  if (accepted == 1)
    return 1;
  auto* tls
    = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* complaint = static_cast<std::string*>(SSL_get_ex_data(tls, complaint_index()));
  if (!complaint)
    return 0;
  *complaint = X509_verify_cert_error_string(X509_STORE_CTX_get_error(chain));
  if (const auto* certificate = X509_STORE_CTX_get_current_cert(chain))
    *complaint += ", issued by " + one_line(X509_get_issuer_name(certificate));
  return 0;
}

std::string text_of(const X509_NAME_ENTRY* entry) {
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
  if (size < 0)
    return {};
  std::string copy(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return copy;
}

std::vector<std::string> entries(const X509_NAME* name, int kind) {
  std::vector<std::string> all;
  for (int i = -1; (i = X509_NAME_get_index_by_NID(name, kind, i)) >= 0;)
    all.push_back(text_of(X509_NAME_get_entry(name, i)));
  return all;
}

bool about_certificates(int reason) {
  switch (reason) {
  case SSL_R_CERTIFICATE_VERIFY_FAILED:
  case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
  case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
  case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
  case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
  case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
  case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
  case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
  case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
  case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
  case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
  case SSL_R_TLSV1_UNRECOGNIZED_NAME:
    return true;
  default:
    return false;
  }
}

} // namespace

struct tls_context::impl {
  context_ptr context;
  std::string server_name;
  std::mutex mutex;
  session_ptr newest; ///< guarded by mutex
};

tls_context::tls_context() : impl_(std::make_shared<impl>()) {}

result<std::shared_ptr<tls_context>> tls_context::for_client(const tls_settings& trusted) {
  std::shared_ptr<tls_context> made{new tls_context};
  auto& inside = *made->impl_;
  inside.context.reset(SSL_CTX_new(TLS_client_method()));
  inside.server_name = trusted.server_name;
  auto* context = inside.context.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                              | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  // As Go prefers them where the processor has AES: strong enough, and the cheapest to read.
  SSL_CTX_set_ciphersuites(
    context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
  SSL_CTX_set_verify(context, trusted.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, keep_complaint);

  // As Go does: whatever certificate was given is an anchor, self-signed or not.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  if (trusted.ca_pem.empty())
    SSL_CTX_set_default_verify_paths(context);
  else if (!trust(SSL_CTX_get_cert_store(context), trusted.ca_pem))
    return refusal("the authority is no PEM certificate");
  if (!trusted.certificate_pem.empty()
      && !present(context, trusted.certificate_pem, trusted.key_pem))
    return refusal("the client certificate and its key cannot be used");

  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_app_data(context, &inside);
  SSL_CTX_sess_set_new_cb(context, [](SSL* tls, SSL_SESSION* session) {
    auto& owner = *static_cast<impl*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls)));
    std::lock_guard lock{owner.mutex};
    owner.newest.reset(session);
    return 1;
  });
  return made;
}

result<std::shared_ptr<tls_context>> tls_context::for_server(const server_tls& identity) {
  std::shared_ptr<tls_context> made{new tls_context};
  made->impl_->context.reset(SSL_CTX_new(TLS_server_method()));
  auto* context = made->impl_->context.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                              | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  if (!present(context, identity.certificate_pem, identity.key_pem))
    return refusal("the server certificate and its key cannot be used");
  if (identity.client_ca_pem.empty())
    return made;
  if (!trust(SSL_CTX_get_cert_store(context), identity.client_ca_pem))
    return refusal("the clients' authority is no PEM certificate");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, keep_complaint);
  const unsigned char name[] = "weft";
  SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
  return made;
}

ssl_ptr tls_context::connect(const std::string& host) const {
  ssl_ptr tls{SSL_new(impl_->context.get())};
  SSL_set_connect_state(tls.get());
  SSL_set_ex_data(tls.get(), complaint_index(), new std::string);
  const auto& name = impl_->server_name.empty() ? host : impl_->server_name;
  auto* wanted = SSL_get0_param(tls.get());
  in6_addr address{};
  if (inet_pton(AF_INET, name.c_str(), &address) == 1
      || inet_pton(AF_INET6, name.c_str(), &address) == 1) {
    X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str());
  } else {
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
                                              | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(wanted, name.data(), name.size());
    SSL_set_tlsext_host_name(tls.get(), name.c_str());
  }
  std::lock_guard lock{impl_->mutex};
  if (impl_->newest)
    SSL_set_session(tls.get(), impl_->newest.get());
  return tls;
}

ssl_ptr tls_context::accept() const {
  ssl_ptr tls{SSL_new(impl_->context.get())};
  SSL_set_accept_state(tls.get());
  SSL_set_ex_data(tls.get(), complaint_index(), new std::string);
  return tls;
}

certificate_subject peer_subject(const SSL* tls) {
  const auto* certificate = SSL_get0_peer_certificate(tls);
  if (!certificate || SSL_get_verify_result(tls) != X509_V_OK)
    return {};
  const auto* subject = X509_get_subject_name(certificate);
  auto names = entries(subject, NID_commonName);
  return {names.empty() ? std::string{} : names.back(), entries(subject, NID_organizationName)};
}

std::string last_tls_error() {
  const auto code = ERR_peek_error();
  ERR_clear_error();
  const auto* reason = ERR_reason_error_string(code);
  return reason ? reason : "no reason given";
}

fault explain_tls(const SSL* tls) {
  const auto code = ERR_peek_error();
  const int reason = ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0;
  const auto words = last_tls_error();
  const auto* complaint = static_cast<std::string*>(SSL_get_ex_data(tls, complaint_index()));
  if (complaint && !complaint->empty())
    return {errc::refused, "certificate not trusted: " + *complaint, {}, {}};
  if (about_certificates(reason))
    return {errc::refused, "TLS refused by the peer: " + words, {}, {}};
  if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST
      || reason == SSL_R_HTTPS_PROXY_REQUEST || reason == SSL_R_BAD_RECORD_TYPE
      || reason == SSL_R_UNEXPECTED_MESSAGE)
    return {errc::malformed, "the peer does not speak TLS: " + words, {}, {}};
  return {errc::unreachable, "TLS failed: " + words, {}, {}};
}

} // namespace weft::net
