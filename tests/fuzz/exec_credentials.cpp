#include "adapters/k8s/exec_credential.hpp"
#include "tests/fuzz/claim.hpp"
#include "tests/fuzz/secrets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace weft;
  const auto text = fuzz::text_of(bytes, size);
  for (const auto* version : {"client.authentication.k8s.io/v1", "other/v1"}) {
    k8s::exec_plugin plugin;
    plugin.api_version = version;
    const auto read = k8s::read_exec_credential(plugin, text);
    if (!read) {
      fuzz::claim_explained(read.error());
      fuzz::claim(read.error().code == errc::forbidden, "what is no credential lets nobody in");
      if (const auto document = json::parse(text))
        if (const auto* status = document->find("status")) {
          auto secrets = fuzz::secrets_in(*status, *document);
          std::erase(secrets, "ExecCredential"); // what the kind has to be is said
          fuzz::claim_unsaid(secrets, to_string(read.error()));
        }
      continue;
    }
    const auto& held = read->held;
    fuzz::claim(!held.token.empty() || !held.certificate_pem.empty(), "a credential lets one in");
    fuzz::claim(held.certificate_pem.empty() == held.key_pem.empty(), "a certificate has its key");
  }
  return 0;
}
