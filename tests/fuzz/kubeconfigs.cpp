#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/yaml/reader.hpp"
#include "tests/fuzz/claim.hpp"
#include "tests/fuzz/secrets.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>

namespace {

using namespace weft;

/// A file in memory, which leaves nothing behind whatever happens to this process.
class memory_file {
public:
  memory_file() : fd_(::memfd_create("kubeconfig", 0)) {}

  std::filesystem::path write(const std::uint8_t* bytes, std::size_t size) const {
    const bool written
      = ::ftruncate(fd_, 0) == 0 && ::pwrite(fd_, bytes, size, 0) == static_cast<ssize_t>(size);
    fuzz::claim(written, "memory holds a file");
    return "/proc/self/fd/" + std::to_string(fd_);
  }

private:
  int fd_;
};

/// What the users of a kubeconfig hold.
std::vector<std::string> secrets_of(std::string_view text) {
  const auto document = yaml::read(text);
  const auto* listed = document ? document->find("users") : nullptr;
  const auto* users = listed ? listed->as_array() : nullptr;
  std::vector<std::string> all;
  if (users)
    for (const auto& one : *users)
      for (const auto* name : {"token", "password", "client-key-data"})
        if (const auto* held = one.find_path({"user", name}))
          for (auto& secret : fuzz::secrets_in(*held, *document))
            all.push_back(std::move(secret));
  return all;
}

void claim_access(const k8s::cluster_access& found) {
  fuzz::claim(!found.origin.empty(), "access says where it comes from");
  fuzz::claim(!found.server.host.empty() && found.server.port != 0, "access leads to a server");
  fuzz::claim(!found.insecure || found.ca.empty(), "a CA is never ignored");
  fuzz::claim(found.certificate.empty() == found.key.empty(), "a certificate has its key");
  fuzz::claim(!found.exec || !found.exec->command.empty(), "a plugin has a command");
  fuzz::claim(!found.ns.empty(), "there is always a namespace");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const memory_file file;
  const auto path = file.write(bytes, size);
  const auto secrets = secrets_of(fuzz::text_of(bytes, size));
  for (const auto* context : {"", "b"}) {
    const auto found = k8s::read_kubeconfig({path}, {{}, context});
    if (found) {
      claim_access(*found);
      fuzz::claim_unsaid(secrets, found->origin);
      for (const auto& one : found->warnings)
        fuzz::claim_unsaid(secrets, one);
      continue;
    }
    fuzz::claim(!found.error().what.empty(), "a refusal says why"); // in the file's own bytes
    fuzz::claim(found.error().code == errc::malformed || found.error().code == errc::refused,
                "a kubeconfig is malformed or refused");
    fuzz::claim(!found.error().where.empty(), "a refusal names the file");
    fuzz::claim_unsaid(secrets, to_string(found.error()));
  }
  return 0;
}
