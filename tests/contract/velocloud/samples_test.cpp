#include "adapters/files.hpp"
#include "adapters/velocloud/core.hpp"
#include "protocol/velocloud/channels.hpp"
#include "tests/printing.hpp"

#include <filesystem>

using namespace weft;
using namespace weft::velocloud;

namespace {

std::vector<std::filesystem::path> samples() {
  std::vector<std::filesystem::path> out;
  for (const auto& entry :
       std::filesystem::directory_iterator{WEFT_SOURCE_DIR "/tests/contract/samples/velocloud"})
    out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

/// Every path of a document with the type found there; array items share one path. A null may
/// stand for anything, so it is left out.
void list_shape(const json::value& of, const std::string& path, std::set<std::string>& out) {
  if (of.is_null())
    return;
  out.insert(path + ": " + std::string{of.type_name()});
  if (const auto* members = of.as_object())
    for (const auto& [name, held] : *members)
      list_shape(held, path + "." + name, out);
  if (const auto* items = of.as_array())
    for (const auto& held : *items)
      list_shape(held, path + "[]", out);
}

std::set<std::string> shape_of(const json::value& of) {
  std::set<std::string> out;
  list_shape(of, "answer", out);
  return out;
}

net::http_response ask_core(const json::value& sample) {
  sim::core vco;
  const auto* token = sample.find("token");
  net::http_request what{
    "POST",
    "/portal/rest/" + *sample.find("method")->as_string(),
    {{"Authorization", "Token " + std::string{token ? token->text_or("") : sim::demo_token}}},
    json::write(*sample.find("params"))};
  return vco.receive(what, 1, sim::instant{std::chrono::hours{500'000}}).what;
}

errc read_as_client(int status, std::string_view type, const std::string& body,
                    std::string_view method) {
  const auto answer = channels::read({status, type, {}, {}}, body, method);
  return answer ? errc::none : answer.error().code;
}

} // namespace

TEST_CASE("the simulator answers in the documented shapes, and the client reads both alike",
          "[velocloud]") {
  std::size_t corrupted = 0;
  for (const auto& path : samples()) {
    CAPTURE(path.filename().string());
    const auto sample = json::parse(read_file(path).value()).value();
    const auto* body = sample.find("body");
    const auto method = sample.find("method")->text_or("");
    const auto served = ask_core(sample);
    const auto known = shape_of(json::parse(served.body).value());
    const auto wanted = shape_of(*body);
    const auto read_sample
      = read_as_client(static_cast<int>(sample.find("status")->int_or(0)),
                       sample.find("contentType")->text_or(""), json::write(*body), method);
    const auto read_served = read_as_client(served.status, net::find(served.fields, "Content-Type"),
                                            served.body, method);
    const bool same_shape = std::includes(known.begin(), known.end(), wanted.begin(), wanted.end());
    CHECK(to_string(read_sample) == sample.find("expect")->text_or(""));
    if (sample.find("corrupted")) {
      ++corrupted;
      CHECK_FALSE(same_shape);
      CHECK(read_sample != read_served);
      continue;
    }
    CHECK(read_sample == read_served);
    CHECK(served.status == sample.find("status")->int_or(0));
    for (const auto& line : wanted)
      if (!known.contains(line))
        UNSCOPED_INFO("only in the sample: " << line);
    CHECK(same_shape);
  }
  CHECK(samples().size() == 7);
  CHECK(corrupted == 1);
}
