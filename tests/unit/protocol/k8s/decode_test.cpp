#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/raw_field.hpp"
#include "tests/printing.hpp"

#include <vector>

using namespace weft;
using k8s::event_type;

namespace {

struct rules : record {
  std::string name;
};

/// Keeps spec.name; an object whose spec is no object is useless.
result<void> project_rules(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "spec")
    return {};
  if (from.value.type() != simdjson::ondemand::json_type::object)
    return fault{errc::malformed, "spec is no object", "", {}};
  rules kept;
  for (auto field : from.value.get_object())
    if (std::string_view{field.unescaped_key()} == "name")
      kept.name = std::string_view{field.value().get_string()};
  into.body = take_snapshot(std::move(kept));
  return {};
}

k8s::kind rules_kind() {
  k8s::kind which;
  which.group = "vcn.cloud";
  which.version = "v1";
  which.name = "VelocloudBP";
  which.plural = "velocloudbps";
  which.keeps_status = true;
  which.annotations = {"weft.dev/"};
  which.labels = {"app"};
  which.project = project_rules;
  return which;
}

const std::string whole_object
  = R"({"apiVersion":"vcn.cloud/v1","kind":"VelocloudBP","metadata":{"annotations":{)"
    R"("kubectl.kubernetes.io/last-applied-configuration":"{\"big\":1}","other/x":"no",)"
    R"("weft.dev/pause":"yes \u003c\"x\"\n"},"creationTimestamp":"2026-11-21T12:00:00Z",)"
    R"("deletionTimestamp":"2026-11-21T13:00:00Z","finalizers":["weft.dev/a","b"],"generation":7,)"
    R"("labels":{"app":"web","tier":"x"},"managedFields":[{"manager":"kubectl","fieldsV1":{)"
    R"("f:metadata":{"f:name":{}}}}],"name":"velokube1","namespace":"ns1",)"
    R"("resourceVersion":"18446744073709551615","uid":"u-1"},"spec":{"deep":[[{"a":[]}]],)"
    R"("name":"voice"},"status":{ "conditions": [ {"message": "a  b" } ] } })";

std::string line_of(std::string_view type, std::string_view object) {
  return R"({"type":")" + std::string{type} + R"(","object":)" + std::string{object} + "}";
}

std::string named(std::string_view name, std::string_view rest = R"("spec":{"name":"x"})") {
  return R"({"metadata":{"name":")" + std::string{name}
         + R"(","namespace":"ns1","uid":"u-1","resourceVersion":"7"},)" + std::string{rest} + "}";
}

} // namespace

TEST_CASE("a watch line becomes the small record of its object and nothing more", "[k8s]") {
  const auto event = k8s::decode_line(rules_kind(), line_of("MODIFIED", whole_object));
  REQUIRE(event.has_value());
  CHECK(event->type == event_type::modified);
  const auto& meta = event->object.meta;
  CHECK(to_string(meta.key) == "VelocloudBP/ns1/velokube1");
  CHECK(meta.uid == "u-1");
  CHECK(meta.version == 18446744073709551615U);
  CHECK(meta.generation == 7);
  CHECK(to_rfc3339(meta.created) == "2026-11-21T12:00:00Z");
  REQUIRE(meta.deleting);
  CHECK(to_rfc3339(*meta.deleting) == "2026-11-21T13:00:00Z");
  CHECK(meta.finalizers == std::vector<std::string>{"weft.dev/a", "b"});
  CHECK(meta.labels == k8s::string_pairs{{"app", "web"}});
  CHECK(meta.annotations == k8s::string_pairs{{"weft.dev/pause", "yes <\"x\"\n"}});
  CHECK(as<rules>(event->object.body).name == "voice");
  CHECK(event->object.status == R"({"conditions":[{"message":"a  b"}]})");
}

namespace {

k8s::kind pods_kind() {
  k8s::kind which;
  which.version = "v1";
  which.name = "Pod";
  which.plural = "pods";
  which.keeps_controller = true;
  return which;
}

std::string owned(std::string_view references) {
  return R"({"metadata":{"name":"a","uid":"u","resourceVersion":"7","ownerReferences":)"
         + std::string{references} + "}}";
}

constexpr auto two_owners
  = R"([{"apiVersion":"v1","kind":"Node","name":"n1","uid":"u-n1"},{"apiVersion":"apps/v1",)"
    R"("blockOwnerDeletion":true,"controller":true,"kind":"ReplicaSet","name":"web-1","uid":"u-1"}])";

} // namespace

TEST_CASE("of an object's owners the one that controls it is kept", "[k8s]") {
  const auto object = k8s::decode_object(pods_kind(), owned(two_owners));
  REQUIRE(object.has_value());
  REQUIRE(object->meta.controller);
  CHECK(*object->meta.controller == k8s::owner_reference{"ReplicaSet", "web-1", "u-1"});
}

TEST_CASE("a kind that does not ask for controllers has none", "[k8s]") {
  auto which = pods_kind();
  which.keeps_controller = false;
  const auto object = k8s::decode_object(which, owned(two_owners));
  REQUIRE(object.has_value());
  CHECK_FALSE(object->meta.controller);
}

TEST_CASE("owners that do not control an object are no controller of it", "[k8s]") {
  const auto references = GENERATE(Catch::Generators::as<std::string>{}, "[]", "null",
                                   R"([{"kind":"Node","name":"n","uid":"u"}])",
                                   R"([{"kind":"Node","name":"n","uid":"u","controller":false}])",
                                   R"([{"controller":null,"kind":"Node","name":"n","uid":"u"}])");
  const auto object = k8s::decode_object(pods_kind(), owned(references));
  REQUIRE(object.has_value());
  CHECK_FALSE(object->meta.controller);
}

TEST_CASE("siblings share what is known of their controller, and others have their own", "[k8s]") {
  const auto decode = [](std::string_view text) {
    auto object = k8s::decode_object(pods_kind(), owned(text));
    REQUIRE(object.has_value());
    return object->meta.controller;
  };
  const auto first = decode(two_owners);
  CHECK(decode(two_owners) == first);
  const auto other = decode(R"([{"controller":true,"kind":"ReplicaSet","name":"web-1"}])");
  REQUIRE(other);
  CHECK(*other == k8s::owner_reference{"ReplicaSet", "web-1", ""});
  CHECK(*decode(two_owners) == *first);
}

TEST_CASE("owner references of another shape make an object malformed", "[k8s]") {
  const auto references = GENERATE(Catch::Generators::as<std::string>{}, "{}", "5", "[5]",
                                   R"([{"controller":"true"}])", R"([{"kind":5}])");
  CHECK(k8s::decode_object(pods_kind(), owned(references)).has_error());
}

TEST_CASE("the last-applied annotation is not kept even by a kind that keeps all", "[k8s]") {
  auto which = rules_kind();
  which.annotations = {""};
  const auto object = k8s::decode_object(which, whole_object);
  REQUIRE(object.has_value());
  CHECK(object->meta.annotations.size() == 2);
}

TEST_CASE("a line is decoded alike whether read in place or copied", "[k8s]") {
  auto text = line_of("ADDED", whole_object);
  const auto size = text.size();
  text.append(k8s::decode_padding, GENERATE('\0', '"', '}', '\\'));
  const auto event
    = k8s::decode_line(rules_kind(), std::string_view{text.data(), size}, k8s::buffer::padded);
  REQUIRE(event.has_value());
  CHECK(event->object.meta.key.name == "velokube1");
}

TEST_CASE("members may come in any order", "[k8s]") {
  const auto event = k8s::decode_line(
    rules_kind(), R"({"object":{"spec":{"name":"v"},"metadata":{"uid":"u","resourceVersion":"7",)"
                  R"("name":"a"},"kind":"VelocloudBP"},"type":"DELETED"})");
  REQUIRE(event.has_value());
  CHECK(event->type == event_type::deleted);
  CHECK(event->object.meta.key.name == "a");
  CHECK(as<rules>(event->object.body).name == "v");
}

TEST_CASE("a bookmark moves the version and may end the initial events", "[k8s]") {
  const std::string annotated
    = R"({"kind":"VelocloudBP","metadata":{"resourceVersion":"77","creationTimestamp":null,)"
      R"("annotations":{"k8s.io/initial-events-end":"true"}},"spec":{"name":1}})";
  const auto last = k8s::decode_line(rules_kind(), line_of("BOOKMARK", annotated));
  REQUIRE(last.has_value());
  CHECK(last->type == event_type::bookmark);
  CHECK(last->object.meta.version == 77);
  CHECK(last->initial_events_end);
  const auto other = k8s::decode_line(
    rules_kind(), line_of("BOOKMARK", R"({"metadata":{"annotations":{"k8s.io/x":"true",)"
                                      R"("k8s.io/initial-events-end":"false"}}})"));
  REQUIRE(other.has_value());
  CHECK_FALSE(other->initial_events_end);
  const auto plain = k8s::decode_line(
    rules_kind(), line_of("BOOKMARK", R"({"metadata":{"resourceVersion":"78"}})"));
  REQUIRE(plain.has_value());
  CHECK(plain->object.meta.version == 78);
  CHECK_FALSE(plain->initial_events_end);
}

TEST_CASE("an ERROR event carries the server's status", "[k8s]") {
  const auto event = k8s::decode_line(
    rules_kind(),
    line_of("ERROR", R"({"kind":"Status","code":410,"reason":"Expired","message":"too old"})"));
  REQUIRE(event.has_value());
  CHECK(event->type == event_type::error);
  CHECK(k8s::to_fault(event->trouble, "watch").code == errc::gone);
}

TEST_CASE("an event type that nobody knows is told as such, its object untouched", "[k8s]") {
  const auto event = k8s::decode_line(rules_kind(), line_of("SNAPSHOT", R"({"metadata":5})"));
  REQUIRE(event.has_value());
  CHECK(event->type == event_type::unknown);
}

TEST_CASE("what is no event is malformed and nothing else", "[k8s]") {
  const auto text = GENERATE(
    Catch::Generators::as<std::string>{}, "", " ", "null", "[]", "<html>", "{}",
    R"({"type":"ADDED"})", R"({"object":{}})", R"({"type":5,"object":{}})",
    R"({"type":"ADDED","object":[]})", R"({"type":"ADDED","object":{}})",
    R"({"type":"ADDED","object":{"metadata":{}}})",
    R"({"type":"ADDED","object":{"metadata":{"name":7}}})", R"({"type":"BOOKMARK","object":7})",
    R"({"type":"ADDED","object":{"metadata":{"name":"a"}})", "{\"type\":\"ADDED\xFF\"}");
  const auto event = k8s::decode_line(rules_kind(), text);
  REQUIRE_FALSE(event.has_value());
  CHECK(event.error().why.code == errc::malformed);
}

TEST_CASE("what is no event is shown as text on one line", "[k8s]") {
  const auto event = k8s::decode_line(rules_kind(), "{\"type\":\"ADDED\xFF\x1b[0m\"}");
  REQUIRE_FALSE(event.has_value());
  CHECK_THAT(event.error().why.what,
             Catch::EndsWith("begin \"{\"type\":\"ADDED\xef\xbf\xbd [0m\"}\""));
}

TEST_CASE("an object that is not what it must be is refused, and named", "[k8s]") {
  const auto [object, why] = GENERATE(table<std::string, std::string>(
    {{R"({"kind":"Pod","metadata":{"name":"a","namespace":"ns1","uid":"u","resourceVersion":"7"}})",
      "an object of kind Pod in place of VelocloudBP"},
     {R"({"metadata":{"name":"a","namespace":"ns1","resourceVersion":"7"}})",
      "an object without metadata.uid"},
     {R"({"metadata":{"name":"a","namespace":"ns1","uid":"u"}})",
      "an object whose metadata.resourceVersion is no number above 0"},
     {R"({"metadata":{"name":"a","namespace":"ns1","uid":"u","resourceVersion":"x7"}})",
      "an object whose metadata.resourceVersion is no number above 0"}}));
  const auto event = k8s::decode_line(rules_kind(), line_of("ADDED", object));
  REQUIRE_FALSE(event.has_value());
  CHECK(event.error().why.what == why);
  CHECK(to_string(event.error().key) == "VelocloudBP/ns1/a");
}

TEST_CASE("two events on one line are refused, not half taken", "[k8s]") {
  const auto one = line_of("ADDED", named("a"));
  CHECK_FALSE(k8s::decode_line(rules_kind(), one + one).has_value());
  CHECK_FALSE(k8s::decode_line(rules_kind(), one + "x").has_value());
}

TEST_CASE("a line cut anywhere is malformed", "[k8s]") {
  const auto text = line_of("MODIFIED", whole_object);
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto event = k8s::decode_line(rules_kind(), text.substr(0, size));
    INFO(size);
    REQUIRE_FALSE(event.has_value());
  }
}

TEST_CASE("an object whose spec is useless still says which object it is", "[k8s]") {
  const auto rest
    = GENERATE(Catch::Generators::as<std::string>{}, R"("spec":[])", R"("spec":{"name":[]})");
  const auto event = k8s::decode_line(rules_kind(), line_of("ADDED", named("bad", rest)));
  REQUIRE_FALSE(event.has_value());
  CHECK(to_string(event.error().key) == "VelocloudBP/ns1/bad");
  CHECK(event.error().why.code == errc::malformed);
}

TEST_CASE("an object of a megabyte and a half is decoded, and small ones after it", "[k8s]") {
  const auto big = named("big", R"("data":")" + std::string(1'500'000, 'x') + '"');
  const auto event = k8s::decode_line(rules_kind(), line_of("ADDED", big));
  REQUIRE(event.has_value());
  CHECK(event->object.meta.key.name == "big");
  const auto next = k8s::decode_line(rules_kind(), line_of("ADDED", named("small")));
  REQUIRE(next.has_value());
  CHECK(next->object.meta.key.name == "small");
}

TEST_CASE("a page hands out its items one by one and says how to go on", "[k8s]") {
  const auto body
    = R"({"kind":"VelocloudBPList","metadata":{"resourceVersion":"900","continue":"abc",)"
      R"("remainingItemCount":3,"shardInfo":{"selector":"x"}},"items":[)"
      + named("a") + "," + named("b") + "]}";
  std::vector<std::string> seen;
  const auto page
    = k8s::decode_page(rules_kind(), body, [&](auto item) { seen.push_back(item->meta.key.name); });
  REQUIRE(page);
  CHECK(seen == std::vector<std::string>{"a", "b"});
  CHECK(page->version == "900");
  CHECK(page->continue_token == "abc");
  CHECK(page->items == 2);
}

TEST_CASE("one bad item of a page is reported and the others are delivered", "[k8s]") {
  const auto bad = GENERATE(Catch::Generators::as<std::string>{}, "5", "null", "[]",
                            R"({"metadata":{"name":{}}})", R"({"metadata":{"name":"x"},"spec":[]})",
                            R"({"metadata":{"name":"x"},"spec":{"name":{"a":[1,{"b":2}]}}})",
                            R"({"metadata":{"name":"x"},"spec":{"name":nul}})");
  const auto body = R"({"items":[)" + named("a") + "," + bad + "," + named("b")
                    + R"(],"kind":"L","metadata":{"resourceVersion":"1"}})";
  std::vector<std::string> seen;
  const auto page = k8s::decode_page(
    rules_kind(), body, [&](auto item) { seen.push_back(item ? item->meta.key.name : "bad"); });
  REQUIRE(page);
  CHECK(seen == std::vector<std::string>{"a", "bad", "b"});
  CHECK(page->version == "1");
}

TEST_CASE("what is no list is malformed", "[k8s]") {
  const auto text = GENERATE(
    Catch::Generators::as<std::string>{}, "", "<html>504</html>", "{}", R"({"items":[]})",
    R"({"items":{},"metadata":{}})", R"({"kind":"Status","metadata":{},"code":403})",
    R"({"items":[{"metadata":{"name":"a"}},)", R"({"items":[],"metadata":{}} x)");
  const auto page = k8s::decode_page(rules_kind(), text, [](auto) {});
  REQUIRE_FALSE(page);
  CHECK(page.error().code == errc::malformed);
}

TEST_CASE("an empty list may be spelt null", "[k8s]") {
  const auto page
    = k8s::decode_page(rules_kind(), R"({"metadata":{"resourceVersion":"5"},"items":null})",
                       [](auto) { FAIL("no items"); });
  REQUIRE(page);
  CHECK(page->version == "5");
}
