#include "protocol/k8s/status.hpp"
#include "tests/fuzz/claim.hpp"

namespace {

using namespace weft;

constexpr std::chrono::hours longest_pause{24};
constexpr std::size_t longest_text = 2048;

void claim_status(const k8s::status& read) {
  fuzz::claim(read.code >= 0 && read.code <= 999, "a code is one of HTTP's");
  fuzz::claim(read.retry_after >= std::chrono::milliseconds{0} && read.retry_after <= longest_pause,
              "nobody is told to wait for more than a day");
  const auto why = k8s::to_fault(read, "k8s GET /x");
  fuzz::claim_explained(why);
  fuzz::claim(why.what.size() <= longest_text, "a refusal fits an Event and a log line");
  if (k8s::is_version_too_large(read))
    fuzz::claim(why.code == errc::gone, "a version beyond the server's history is gone");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text{fuzz::text_of(bytes, size)};
  if (const auto body = json::parse(text))
    claim_status(k8s::read_status(*body));
  for (const int code : {301, 400, 401, 403, 404, 409, 410, 422, 429, 500, 504}) {
    const auto read = k8s::read_status(k8s::response{code, text, {}, {}});
    fuzz::claim(read.code != 0, "an answer has a code even where its body tells none");
    fuzz::claim(!read.reason.empty() || !read.message.empty() || text.find("Status") != text.npos
                  || text.find('\\') != text.npos,
                "a body that is no Status is named by how it begins");
    claim_status(read);
  }
  return 0;
}
