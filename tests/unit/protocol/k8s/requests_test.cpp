#include "protocol/k8s/event.hpp"
#include "protocol/k8s/requests.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace std::chrono_literals;

namespace {

k8s::kind policies() {
  k8s::kind which;
  which.group = "vcn.cloud";
  which.version = "v1";
  which.name = "VelocloudBP";
  which.plural = "velocloudbps";
  return which;
}

k8s::object_meta seen_with(std::vector<std::string> finalizers) {
  k8s::object_meta seen;
  seen.key = {"VelocloudBP", "ns1", "a"};
  seen.uid = "u-1";
  seen.version = 41;
  seen.finalizers = std::move(finalizers);
  return seen;
}

} // namespace

TEST_CASE("a list asks page by page and leaves the version to the token", "[k8s]") {
  CHECK(k8s::list_request(policies(), {}).target == "/apis/vcn.cloud/v1/velocloudbps?limit=500");
  CHECK(k8s::list_request(policies(), "ns1", {0, "", "77"}).target
        == "/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps?resourceVersion=77");
  CHECK(k8s::list_request(policies(), {}, {500, "t+/=", "77"}).target
        == "/apis/vcn.cloud/v1/velocloudbps?limit=500&continue=t%2B%2F%3D");
}

TEST_CASE("a watch always asks for bookmarks and for the beginning only when told", "[k8s]") {
  CHECK(k8s::watch_request(policies(), {}, {"77", 301s, false}).target
        == "/apis/vcn.cloud/v1/velocloudbps?watch=true&allowWatchBookmarks=true"
           "&resourceVersion=77&timeoutSeconds=301");
  auto chosen = policies();
  chosen.label_selector = "app in (a,b)";
  chosen.field_selector = "spec.nodeName=n1";
  for (const auto& asked : {k8s::list_request(chosen, {}), k8s::watch_request(chosen, {}, {})})
    CHECK(asked.target.find("labelSelector=app%20in%20%28a%2Cb%29&fieldSelector=spec.nodeName%3Dn1")
          != std::string::npos);
  CHECK(k8s::watch_one_request(policies(), {"VelocloudPolicy", "ns1", "a"}, {"77", 301s, false})
          .target.find("&fieldSelector=metadata.name%3Da&resourceVersion=77")
        != std::string::npos);
  CHECK(k8s::watch_request(policies(), {}, {"", 300s, true}).target
        == "/apis/vcn.cloud/v1/velocloudbps?watch=true&allowWatchBookmarks=true"
           "&timeoutSeconds=300&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
}

TEST_CASE("a kind known by metadata alone is asked for as such, with a way back", "[k8s]") {
  auto which = policies();
  which.metadata_only = true;
  CHECK(k8s::list_request(which, {}).accept
        == "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json");
  CHECK(k8s::watch_request(which, {}, {}).accept
        == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json");
}

TEST_CASE("finalizers change only if the object is as seen, and others' stay", "[k8s]") {
  const auto added
    = k8s::add_finalizer_request(policies(), seen_with({"other/x"}), "weft.dev/velocloud", "weft");
  CHECK(added.method == "PATCH");
  CHECK(added.target == "/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps/a?fieldManager=weft");
  CHECK(added.content_type == "application/merge-patch+json");
  CHECK(added.body
        == R"({"metadata":{"resourceVersion":"41","uid":"u-1",)"
           R"("finalizers":["other/x","weft.dev/velocloud"]}})");
  const auto removed = k8s::remove_finalizer_request(
    policies(), seen_with({"a/a", "weft.dev/velocloud", "b/b"}), "weft.dev/velocloud", "weft");
  CHECK(removed.body
        == R"({"metadata":{"resourceVersion":"41","uid":"u-1","finalizers":["a/a","b/b"]}})");
}

TEST_CASE("an event is named after its object and first time, and fits the API's limits", "[k8s]") {
  k8s::event told;
  told.about = {{"Node", "", "node-1"}, "u-9"};
  told.api_version = "v1";
  told.reason = "Recovered";
  told.action = "Sync";
  told.note = std::string(1023, 'x') + "\xC3\xA9" + "tail";
  told.controller = "weft.dev/aci";
  told.first = k8s::micro_timestamp{std::chrono::microseconds{1'000'001}};
  const auto asked = k8s::create_event_request(told);
  CHECK(asked.target
        == "/apis/events.k8s.io/v1/namespaces/default/events?fieldManager=weft.dev%2Faci");
  const auto body = json::parse(asked.body);
  REQUIRE(body);
  CHECK(body->find_path({"metadata", "name"})->text_or("") == "node-1.3b9acde8");
  CHECK(body->find("note")->text_or("") == std::string(1023, 'x'));
  CHECK(body->find("eventTime")->text_or("") == "1970-01-01T00:00:01.000001Z");
  CHECK_FALSE(body->find_path({"regarding", "namespace"}));
  const auto again = k8s::event_series_request(told, 2, told.first + 1s);
  CHECK(again.target == "/apis/events.k8s.io/v1/namespaces/default/events/node-1.3b9acde8");
  CHECK(again.body == R"({"series":{"count":2,"lastObservedTime":"1970-01-01T00:00:02.000001Z"}})");
}

TEST_CASE("kinds of a CRD can vanish, and those of Kubernetes cannot", "[k8s]") {
  k8s::kind which;
  const auto vanishes = [&](const char* group) {
    which.group = group;
    return k8s::can_vanish(which);
  };
  CHECK(vanishes("vcn.cloud"));
  for (const auto* group : {"", "apps", "batch", "networking.k8s.io"})
    CHECK_FALSE(vanishes(group));
}
