#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/raw_reading.hpp"
#include "protocol/k8s/report.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

struct status_words : record {
  std::string phase;
};

result<void> read_phase(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "status")
    return {};
  status_words out;
  k8s::each_raw_member(from.value, [&](std::string_view name, simdjson::ondemand::value held) {
    if (name == "phase")
      out.phase = k8s::raw_text(held);
  });
  into.body = take_snapshot(std::move(out));
  return {};
}

k8s::kind reporting_kind() {
  k8s::kind out;
  out.group = "vcn.cloud";
  out.version = "v1";
  out.name = "VelocloudBP";
  out.plural = "velocloudbps";
  return out;
}

/// Says how it stands in one annotation, whose it is in another, and its address in its status.
k8s::kind scattered_kind() {
  auto out = reporting_kind();
  out.report_annotation = "weft/said";
  out.report_annotations = {"weft/whose"};
  out.report_members = {"address"};
  out.report_by_status = true;
  out.project = read_phase;
  return out;
}

k8s::object_meta reported_meta() {
  k8s::object_meta out;
  out.key = {"VelocloudBP", "ns1", "a"};
  out.uid = "u-1";
  out.version = 41;
  return out;
}

json::value document(std::string_view text) {
  const auto read = json::parse(text);
  REQUIRE(read.has_value());
  return *read;
}

k8s::request say(const k8s::kind& which, std::string_view held, std::string_view wanted) {
  return k8s::write_report(which, reported_meta(), document(held), document(wanted), "weft");
}

k8s::projection decoded(const k8s::kind& which, std::string_view rest) {
  const auto out = k8s::decode_object(
    which, R"({"metadata":{"name":"a","namespace":"ns1","uid":"u-1","resourceVersion":"41")"
             + std::string{rest} + "}");
  REQUIRE(out.has_value());
  return *out;
}

} // namespace

TEST_CASE("a status that is all ours goes to its subresource, if nobody has come between",
          "[k8s]") {
  auto which = reporting_kind();
  which.keeps_status = true;
  const auto asked = say(which, R"({"a":1,"b":2})", R"({"b":3})");
  CHECK(asked.method == "PATCH");
  CHECK(asked.target
        == "/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps/a/status?fieldManager=weft");
  CHECK(asked.body == R"({"metadata":{"resourceVersion":"41"},"status":{"b":3,"a":null}})");
  CHECK(k8s::read_report(which, "") == document("{}"));
}

TEST_CASE("an annotation is given or taken away on condition that the object is the same",
          "[k8s]") {
  auto which = reporting_kind();
  which.report_annotation = "weft/said";
  const auto given = say(which, "null", R"({"a":1})");
  CHECK(given.method == "PATCH");
  CHECK(given.body == R"({"metadata":{"uid":"u-1","annotations":{"weft/said":"{\"a\":1}"}}})");
  CHECK(given.target.starts_with("/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps/a?"));
  CHECK(say(which, R"({"a":1})", "null").body
        == R"({"metadata":{"uid":"u-1","annotations":{"weft/said":null}}})");
  CHECK(k8s::read_report(which, "").is_null());
  CHECK(k8s::read_report(which, "rubbish").is_null());
}

TEST_CASE("an annotation that others write too is given on condition that nothing has come between",
          "[k8s]") {
  auto which = reporting_kind();
  which.report_annotation = "weft/said";
  which.report_shared = true;
  CHECK(
    say(which, "null", "[1]").body
    == R"({"metadata":{"uid":"u-1","resourceVersion":"41","annotations":{"weft/said":"[1]"}}})");
}

TEST_CASE("a report in several places is one document, and the projector reads its status too",
          "[k8s]") {
  const auto which = scattered_kind();
  const auto object = decoded(which, R"(,"annotations":{"weft/whose":"me","weft/said":"{\"a\":1}",
    "x":"y"}},"status":{"phase":"Up","address":{"ip":"1.2.3.4"},"conditions":[]})");
  CHECK(document(object.status)
        == document(R"({"a":1,"address":{"ip":"1.2.3.4"},"weft/whose":"me"})"));
  CHECK(object.meta.annotations.empty());
  REQUIRE(object.body);
  CHECK(as<status_words>(object.body).phase == "Up");
}

TEST_CASE("a report in several places says nothing where none of them does", "[k8s]") {
  const auto which = scattered_kind();
  CHECK(decoded(which, R"(},"status":{"address":{}})").status.empty());
  CHECK(decoded(which, R"(},"status":null)").status.empty());
  CHECK(decoded(which, R"(,"annotations":{"weft/said":"rubbish"}})").status.empty());
  CHECK(k8s::read_report(which, "") == document("{}"));
}

TEST_CASE("of a report in several places only what differs is written, and others' words stay",
          "[k8s]") {
  const auto which = scattered_kind();
  const auto first = say(which, "{}", R"({"a":1,"address":{"ip":"1.2.3.4"},"weft/whose":"me"})");
  CHECK(first.target.find("/velocloudbps/a/status?") != std::string::npos);
  CHECK(document(first.body)
        == document(R"({"metadata":{"uid":"u-1","annotations":{"weft/whose":"me",
             "weft/said":"{\"a\":1}"}},"status":{"address":{"ip":"1.2.3.4"}}})"));
  const auto moved = say(which, R"({"a":1,"address":{"ip":"1.2.3.4"},"weft/whose":"me"})",
                         R"({"a":1,"address":{"ip":"5.6.7.8"},"weft/whose":"me"})");
  CHECK(document(moved.body)
        == document(R"({"metadata":{"uid":"u-1"},"status":{"address":{"ip":"5.6.7.8"}}})"));
  const auto gone = say(which, R"({"a":1,"address":{"ip":"1.2.3.4"},"weft/whose":"me"})", "{}");
  CHECK(document(gone.body)
        == document(R"({"metadata":{"uid":"u-1","annotations":{"weft/whose":null,
             "weft/said":null}},"status":{"address":null}})"));
}
