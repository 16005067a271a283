#include "protocol/velocloud/audit.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

using names = std::vector<std::string>;

/// 2023-01-27T09:37:18.359Z, and ours forty seconds later.
const audit_window when{"Gold", 1674812238359, 1674812278600};

json::value row(const std::string& time, const std::string& who,
                const std::string& message = "profile [Gold] updated module [QOS]",
                const std::string& event = "EDIT_PROFILE") {
  return json::value::of({{"id", 1},
                          {"eventTime", time},
                          {"event", event},
                          {"message", message},
                          {"enterpriseUsername", who}});
}

json::value log_of(json::array rows) {
  return json::value::of(
    {{"metaData", json::value::of({{"limit", 256}, {"more", false}})}, {"data", std::move(rows)}});
}

audit_finding found(json::array rows, const std::optional<std::string>& myself = "weft") {
  const auto read = read_audit(log_of(std::move(rows)), when, myself);
  REQUIRE(read);
  return *read;
}

const json::value mine = row("2023-01-27T09:37:58.000Z", "weft");

} // namespace

TEST_CASE("a window is what lies between two versions that are times", "[velocloud]") {
  const auto window = audit_window_of("Gold", "1674812238359", "1674812278600");
  REQUIRE(window);
  CHECK(window->after == when.after);
  CHECK(window->until == when.until);
  CHECK_FALSE(audit_window_of("Gold", "1674812238359", "1674812238359"));
  CHECK_FALSE(audit_window_of("Gold", "", "1674812278600"));
  CHECK_FALSE(audit_window_of("Gold", "7a", "1674812278600"));
  CHECK_FALSE(audit_window_of("", "1674812238359", "1674812278600"));
  CHECK_FALSE(audit_window_of("Gold", "1674812238359", "9223372036854775807"));
  CHECK(audit_window_of("Gold", "1674812238359", "253402300799000"));
}

TEST_CASE("the audit log is asked for no more than the window and for few rows", "[velocloud]") {
  CHECK(json::write(audit_params(7, when))
        == R"({"enterpriseId":7,"interval":{"start":"2023-01-27T09:37:18.359Z",)"
           R"("end":"2023-01-27T09:38:00.600Z"},"filter":{"limit":256}})");
  const audit_window long_ago{"Gold", 1574812238359, 1674812278600};
  CHECK_THAT(json::write(audit_params({}, long_ago)),
             Catch::Contains(R"("start":"2023-01-27T09:32:58.600Z")"));
}

TEST_CASE("our own write alone is nobody else's, and shows under which name we write",
          "[velocloud]") {
  for (const auto& known : {std::optional<std::string>{}, std::optional<std::string>{"weft"},
                            std::optional<std::string>{"formerly"}}) {
    const auto what = found({mine}, known);
    CHECK(what.writers.empty());
    CHECK(what.myself == "weft");
  }
  CHECK(found({}).writers.empty());
}

TEST_CASE("whoever else wrote the module in the window is named", "[velocloud]") {
  const auto ada = row("2023-01-27T09:37:58.000Z", "ada@example.com");
  CHECK(found({ada, mine}).writers == names{"ada@example.com"});
  CHECK(found({mine, ada}).writers == names{"ada@example.com"});
  CHECK_FALSE(found({ada, mine}).one_is_us);
  CHECK(found({mine, ada, row("2023-01-27T09:37:57.000Z", "bob")}).writers
        == names{"ada@example.com", "bob"});
}

TEST_CASE("until our own name is known all are named, and that one of them is us", "[velocloud]") {
  const auto what = found({row("2023-01-27T09:37:57.000Z", "ada"), mine}, std::nullopt);
  CHECK(what.writers == names{"ada", "weft"});
  CHECK(what.one_is_us);
  CHECK_FALSE(what.myself);
  CHECK_THAT(to_string(what, "velocloud/vco/101"),
             Catch::StartsWith("ada, weft (one of them is us) wrote velocloud/vco/101"));
}

TEST_CASE("a writer is noticed before our own row is there", "[velocloud]") {
  const auto what = found({row("2023-01-27T09:37:40.000Z", "ada")}, std::nullopt);
  CHECK(what.writers == names{"ada"});
  CHECK_FALSE(what.myself);
}

TEST_CASE("what is not a write of this module in this window counts for nothing", "[velocloud]") {
  const auto other = GENERATE(
    row("2023-01-27T09:37:18.000Z", "ada"), // the write ours was made from
    row("2023-01-27T09:37:19.000Z", "ada"), // the same, noted late
    row("2023-01-27T09:38:20.000Z", "ada"), // after ours was read back
    row("2023-01-27T09:37:50.000Z", "ada", "profile [Gold] updated module [firewall]"),
    row("2023-01-27T09:37:50.000Z", "ada", "profile [Silver] updated module [QOS]"),
    row("2023-01-27T09:37:50.000Z", "ada", "profile [Gold] updated module [QOS]", "EDGE_UP"),
    row("yesterday", "ada"), json::value{"no object"}, json::value{});
  CHECK(found({other, mine}).writers.empty());
}

TEST_CASE("times in milliseconds are read like those in words", "[velocloud]") {
  auto ada = row("", "ada");
  ada.set("eventTime", std::int64_t{1674812278100});
  CHECK(found({mine, ada}).writers == names{"ada"});
}

TEST_CASE("names from the audit log are bounded, clean and never missing", "[velocloud]") {
  CHECK(found({mine, row("2023-01-27T09:37:58.000Z", "a\nb\x1b")}).writers == names{"a b "});
  auto nobody = row("2023-01-27T09:37:58.000Z", "");
  nobody.set("enterpriseUsername", nullptr);
  CHECK(found({mine, nobody}).writers == names{"somebody whom VCO does not name"});
  json::array crowd{mine};
  for (char c = 'a'; c < 'z'; ++c)
    crowd.push_back(row("2023-01-27T09:37:58.000Z", std::string(1000, c)));
  const auto text = to_string(found(std::move(crowd)), "velocloud/vco/101");
  CHECK(text.size() < 1024);
  CHECK_THAT(text, Catch::Contains("and others"));
}

TEST_CASE("an answer that is no list of events is malformed", "[velocloud]") {
  for (const auto* text : {"{}", "[]", R"({"data":{}})", R"({"data":null})"}) {
    const auto read = read_audit(*json::parse(text), when, std::nullopt);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::malformed);
  }
}
