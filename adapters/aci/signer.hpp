#pragma once

#include "protocol/aci/requests.hpp"
#include "protocol/fault.hpp"

#include <memory>
#include <string>
#include <string_view>

/// Requests that are authenticated by signature: RSASSA-PKCS1-v1_5 over SHA-256. @see aci.md 2.4
namespace weft::aci {

/// Signs with one RSA key. Any thread.
class signer {
public:
  /// @param pem PKCS#1 or PKCS#8, without a pass phrase.
  /// @returns errc::expired when it holds no RSA key. The key never appears in the fault.
  static result<signer> from_pem(const std::string& pem);

  /// The signature in Base64, the same for the same text. Empty when OpenSSL fails.
  std::string sign(std::string_view text) const;

private:
  struct key;
  explicit signer(std::shared_ptr<const key> held) : key_(std::move(held)) {}
  std::shared_ptr<const key> key_;
};

/// Checks what a signer signs. Any thread.
class verifier {
public:
  /// @param pem An X.509 certificate, or a bare public key.
  /// @returns errc::refused when it holds no RSA key.
  static result<verifier> from_pem(const std::string& pem);

  /// @param signature In Base64.
  bool verify(std::string_view text, std::string_view signature) const;

private:
  struct key;
  explicit verifier(std::shared_ptr<const key> held) : key_(std::move(held)) {}
  std::shared_ptr<const key> key_;
};

/// The cookies of a signed request, in the customary order.
/// @param web_token Of `ask_web_token`; empty: there are four cookies instead of five.
std::string signed_cookies(const signer& by, std::string_view certificate_dn, const call& what,
                           std::string_view web_token = {});

/// A throw-away RSA key with a self-signed certificate, for simulators and tests. PEM texts.
struct signing_identity {
  std::string key_pem;
  std::string certificate_pem;
};

/// Throws std::runtime_error when OpenSSL cannot.
signing_identity make_signing_identity(const std::string& common_name);

} // namespace weft::aci
