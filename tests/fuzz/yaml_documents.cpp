#include "adapters/yaml/reader.hpp"
#include "tests/fuzz/claim.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace weft;
  const auto text = fuzz::text_of(bytes, size);
  const auto all = yaml::read_all(text);
  if (!all) {
    fuzz::claim(all.error().code == errc::malformed && all.error().what.starts_with("not YAML: "),
                "what is no YAML is said to be none");
    return 0;
  }
  for (const auto& document : *all) {
    const auto written = json::write(document);
    if (!fuzz::is_utf8(written))
      continue;
    const auto again = json::parse(written, 70);
    fuzz::claim(again.has_value(), "a YAML document is one of JSON");
    fuzz::claim(json::write(*again) == written, "a YAML document survives as JSON");
  }
  return 0;
}
