#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/lease.hpp"
#include "protocol/k8s/version.hpp"
#include "tests/printing.hpp"

#include <rapidcheck.h>

using namespace weft;
using k8s::micro_timestamp;

namespace {

std::optional<micro_timestamp> any_time() {
  // Years 1970 to 9999.
  const auto count = *rc::gen::inRange<std::int64_t>(0, 253'402'300'799'000'000);
  return *rc::gen::arbitrary<bool>()
           ? std::optional{micro_timestamp{std::chrono::microseconds{count}}}
           : std::nullopt;
}

k8s::lease any_lease() {
  k8s::lease made;
  made.holder = *rc::gen::string<std::string>();
  for (auto& c : made.holder)
    c = static_cast<char>(c & 0x7f);
  made.duration = std::chrono::seconds{*rc::gen::inRange(0, 100'000)};
  made.acquired = any_time();
  made.renewed = any_time();
  made.transitions = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  return made;
}

k8s::string_pairs any_pairs() {
  k8s::string_pairs made;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
    made.emplace_back("weft.dev/" + std::to_string(i), std::to_string(*rc::gen::arbitrary<int>()));
  return made;
}

} // namespace

TEST_CASE("a lease that was written is read back as it was", "[k8s]") {
  CHECK(rc::check([] {
    const auto spec = any_lease();
    k8s::object_meta seen;
    seen.key = {"Lease", "weft", "slot-" + std::to_string(*rc::gen::arbitrary<unsigned>())};
    seen.uid = "u";
    seen.version = std::uint64_t{1} + *rc::gen::arbitrary<std::uint32_t>();
    seen.labels = any_pairs();
    seen.annotations = any_pairs();
    const auto asked = k8s::update_lease_request(seen, spec, "weft");
    const auto read = k8s::decode_object(k8s::lease_kind(), asked.body);
    RC_ASSERT(read.has_value());
    RC_ASSERT(as<k8s::lease>(read->body) == spec);
    RC_ASSERT(read->meta.key == seen.key);
    RC_ASSERT(read->meta.version == seen.version);
    RC_ASSERT(read->meta.labels == seen.labels);
    RC_ASSERT(read->meta.annotations == seen.annotations);
  }));
}

TEST_CASE("a lease lasts as long as the API lets one, whatever is written there", "[k8s]") {
  const auto [written, seconds] = GENERATE(table<std::string, std::int64_t>(
    {{"15", 15}, {"9223372036854775807", 2147483647}, {"-9223372036854775808", 0}}));
  const auto read = k8s::decode_object(
    k8s::lease_kind(), R"({"metadata":{"name":"m","uid":"u","resourceVersion":"7"},"spec":{)"
                       R"("leaseDurationSeconds":)"
                         + written + "}}");
  REQUIRE(read.has_value());
  CHECK(as<k8s::lease>(read->body).duration.count() == seconds);
}

TEST_CASE("a microsecond time is written with six digits and read back exactly", "[k8s]") {
  CHECK(rc::check([] {
    const auto when = any_time();
    if (when)
      RC_ASSERT(k8s::from_rfc3339_micro(k8s::to_rfc3339_micro(*when)) == when);
  }));
  CHECK(k8s::to_rfc3339_micro({}) == "1970-01-01T00:00:00.000000Z");
}

TEST_CASE("times of any precision and zone are read, other text is not", "[k8s]") {
  const micro_timestamp noon{std::chrono::microseconds{1'795'262'400'000'000}};
  CHECK(k8s::from_rfc3339_micro("2026-11-21T12:00:00Z") == noon);
  CHECK(k8s::from_rfc3339_micro("2026-11-21T13:00:00.5+01:00")
        == noon + std::chrono::milliseconds{500});
  CHECK(k8s::from_rfc3339_micro("2026-11-21T12:00:00.123456789Z")
        == noon + std::chrono::microseconds{123'456});
  const auto text
    = GENERATE(Catch::Generators::as<std::string>{}, "", "now", "2026-11-21", "2026-11-21T12:00:00",
               "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00.1", "2026-13-21T12:00:00Z",
               "2026-11-21T12:00:00Zx");
  CHECK_FALSE(k8s::from_rfc3339_micro(text));
}

TEST_CASE("creating a lease names it", "[k8s]") {
  k8s::lease spec;
  spec.holder = "weft-0_1";
  const object_key key{"Lease", "weft", "m"};
  const auto made = k8s::create_lease_request(key, spec, "weft");
  CHECK(made.method == "POST");
  CHECK(made.target == "/apis/coordination.k8s.io/v1/namespaces/weft/leases?fieldManager=weft");
  CHECK_THAT(made.body, Catch::Contains(R"("metadata":{"name":"m","namespace":"weft"})"));
}

TEST_CASE("versions compare as numbers, and as opaque texts when they are none", "[k8s]") {
  CHECK(std::is_lt(k8s::compare_versions("9", "10")));
  CHECK(std::is_eq(k8s::compare_versions("10", "0010")));
  CHECK(std::is_eq(k8s::compare_versions("0010", "10")));
  CHECK(std::is_gt(k8s::compare_versions("99999999999999999999999", "99999999999999999999998")));
  CHECK(std::is_eq(k8s::compare_versions("abc", "abc")));
  CHECK(bool(k8s::compare_versions("abc", "5") == std::partial_ordering::unordered));
  CHECK(k8s::parse_version("18446744073709551615") == 18446744073709551615U);
  CHECK(k8s::parse_version("18446744073709551616") == 0);
  CHECK(k8s::parse_version("12x") == 0);
  CHECK(k8s::parse_version("") == 0);
}
