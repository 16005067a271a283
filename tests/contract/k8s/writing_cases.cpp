#include "tests/contract/k8s/cases.hpp"
#include "tests/contract/k8s/support.hpp"

namespace weft::k8s::contract {

namespace {

void creation_sets_what_only_the_server_knows(peer& with) {
  define(with, "create.contract.weft.io", "Gadget");
  const auto all = collection("create.contract.weft.io", "Gadget", make_namespace(with));
  const auto body = of(R"({"apiVersion":"create.contract.weft.io/v1","kind":"Gadget",
    "metadata":{"name":"a","generation":9,"uid":"mine","deletionTimestamp":"2026-01-01T00:00:00Z"},
    "spec":{"size":1},"status":{"phase":"A"}})");
  const auto made = post(with, all, body);
  REQUIRE(made.status == 201);
  CHECK(made.body.find_path({"metadata", "generation"})->as_int() == 1);
  CHECK(text_at(made.body, {"metadata", "uid"}).size() == 36);
  CHECK_FALSE(made.body.find_path({"metadata", "deletionTimestamp"}));
  CHECK_FALSE(made.body.find("status"));
  CHECK_FALSE(version_of(made.body).empty());
  CHECK(json::write(get(with, all + "/a").body) == json::write(made.body));
  const auto again = post(with, all, body);
  CHECK(again.status == 409);
  CHECK(text_at(again.body, {"reason"}) == "AlreadyExists");
  CHECK(text_at(again.body, {"message"}) == "gadgets.create.contract.weft.io \"a\" already exists");
}

void a_bad_creation_is_refused_in_words(peer& with) {
  define(with, "bad.contract.weft.io", "Gadget");
  const auto ns = make_namespace(with);
  const auto all = collection("bad.contract.weft.io", "Gadget", ns);
  const auto good = object("bad.contract.weft.io", "Gadget", "a", "{}");
  auto with_member = [&](std::string_view name, json::value what) {
    auto out = good;
    out["metadata"].set(name, std::move(what));
    return post(with, all, out);
  };
  CHECK(with_member("namespace", "kube-system").status == 400);
  CHECK(with_member("resourceVersion", "5").status == 500);
  CHECK(with_member("name", "A_b").status == 422);
  CHECK(with_member("name", nullptr).status == 422);
  auto other = good;
  other.set("apiVersion", "bad.contract.weft.io/v2");
  CHECK(text_at(post(with, all, other).body, {"message"})
        == "the API version in the data (bad.contract.weft.io/v2) does not match the expected API "
           "version (bad.contract.weft.io/v1)");
  CHECK(with.send({"POST", all, {}, "application/json", "application/json", "{\"metadata"}).status
        == 400);
  CHECK(with.send({"POST", all, {}, "text/plain", "application/json", "x"}).status == 415);
  const auto nowhere = post(with, collection("bad.contract.weft.io", "Gadget", ns + "-nope"), good);
  CHECK(nowhere.status == 404);
  CHECK(text_at(nowhere.body, {"message"}) == "namespaces \"" + ns + "-nope\" not found");
}

void a_generated_name_continues_the_given_one(peer& with) {
  const auto ns = make_namespace(with);
  const auto all = "/api/v1/namespaces/" + ns + "/configmaps";
  const auto one = post(with, all, of(R"({"metadata":{"generateName":"x-"}})"));
  const auto two = post(with, all, of(R"({"metadata":{"generateName":"x-"}})"));
  const auto name = text_at(one.body, {"metadata", "name"});
  CHECK(name.size() == 7);
  CHECK(name.substr(0, 2) == "x-");
  CHECK(name != text_at(two.body, {"metadata", "name"}));
}

void a_dry_run_answers_and_stores_nothing(peer& with) {
  define(with, "dry.contract.weft.io", "Gadget");
  const auto all = collection("dry.contract.weft.io", "Gadget", make_namespace(with));
  const auto made
    = post(with, all + "?dryRun=All", object("dry.contract.weft.io", "Gadget", "a", "{}"));
  CHECK(made.status == 201);
  CHECK(version_of(made.body).empty());
  CHECK(get(with, all + "/a").status == 404);
  post(with, all, object("dry.contract.weft.io", "Gadget", "a", R"({"x":1})"));
  CHECK(patch(with, all + "/a?dryRun=All", R"({"spec":{"x":2}})", merge).status == 200);
  CHECK(get(with, all + "/a").body.find_path({"spec", "x"})->as_int() == 1);
}

void a_write_from_stale_data_is_a_conflict(peer& with) {
  define(with, "stale.contract.weft.io", "Gadget");
  const auto all = collection("stale.contract.weft.io", "Gadget", make_namespace(with));
  auto held = post(with, all, object("stale.contract.weft.io", "Gadget", "a", R"({"x":1})")).body;
  const auto stale = held;
  held["spec"].set("x", 2);
  CHECK(put(with, all + "/a", held).status == 200);
  const auto late = put(with, all + "/a", stale);
  CHECK(late.status == 409);
  CHECK(text_at(late.body, {"reason"}) == "Conflict");
  auto bare = held;
  bare["metadata"].erase("resourceVersion");
  CHECK(put(with, all + "/a", bare).status == 422);
  CHECK(patch(with, all + "/a", R"({"metadata":{"resourceVersion":"1"}})", merge).status == 409);
  CHECK(put(with, all + "/zz", object("stale.contract.weft.io", "Gadget", "zz", "{}")).status
        == 404);
}

void generation_counts_changes_of_the_specification_only(peer& with) {
  define(with, "generation.contract.weft.io", "Gadget");
  const auto all = collection("generation.contract.weft.io", "Gadget", make_namespace(with));
  post(with, all, object("generation.contract.weft.io", "Gadget", "a", R"({"x":1})"));
  auto generation = [&](const reply& from) {
    INFO(json::write(from.body));
    return from.body.find_path({"metadata", "generation"})->as_int();
  };
  CHECK(generation(patch(with, all + "/a", R"({"metadata":{"labels":{"l":"m"}}})", merge)) == 1);
  CHECK(generation(patch(with, all + "/a/status", R"({"status":{"s":1}})", merge)) == 1);
  CHECK(generation(patch(with, all + "/a", R"({"spec":{"x":2}})", merge)) == 2);
}

void status_and_specification_are_written_apart(peer& with) {
  define(with, "status.contract.weft.io", "Gadget");
  const auto all = collection("status.contract.weft.io", "Gadget", make_namespace(with));
  post(with, all, object("status.contract.weft.io", "Gadget", "a", R"({"x":1})"));
  const auto by_status
    = patch(with, all + "/a/status",
            R"({"metadata":{"labels":{"l":"m"}},"spec":{"x":2},"status":{"s":1}})", merge);
  CHECK(by_status.status == 200);
  CHECK(by_status.body.find_path({"spec", "x"})->as_int() == 1);
  CHECK(by_status.body.find_path({"status", "s"})->as_int() == 1);
  CHECK_FALSE(by_status.body.find_path({"metadata", "labels"}));
  const auto by_main = patch(with, all + "/a", R"({"spec":{"x":3},"status":{"s":2}})", merge);
  CHECK(by_main.body.find_path({"spec", "x"})->as_int() == 3);
  CHECK(by_main.body.find_path({"status", "s"})->as_int() == 1);
}

void a_write_that_changes_nothing_makes_no_version(peer& with) {
  define(with, "noop.contract.weft.io", "Gadget");
  const auto all = collection("noop.contract.weft.io", "Gadget", make_namespace(with));
  const auto made = post(with, all, object("noop.contract.weft.io", "Gadget", "a", R"({"x":1})"));
  CHECK(version_of(patch(with, all + "/a", R"({"spec":{"x":1}})", merge).body)
        == version_of(made.body));
  CHECK(version_of(put(with, all + "/a", made.body).body) == version_of(made.body));
}

void patches_of_each_kind_do_their_work(peer& with) {
  define(with, "patch.contract.weft.io", "Gadget");
  const auto ns = make_namespace(with);
  const auto all = collection("patch.contract.weft.io", "Gadget", ns);
  post(with, all, object("patch.contract.weft.io", "Gadget", "a", R"({"x":1,"l":["a","b"]})"));
  const auto tested = R"([{"op":"test","path":"/spec/x","value":1},
                          {"op":"remove","path":"/spec/l/0"}])";
  const auto done = patch(with, all + "/a", tested, json_patch);
  CHECK(json::write(*done.body.find("spec")) == R"({"l":["b"],"x":1})");
  const auto unfit = R"([{"op":"test","path":"/spec/x","value":99}])";
  CHECK(patch(with, all + "/a", unfit, json_patch).status == 422);
  CHECK(patch(with, all + "/a", R"({"op":"test"})", json_patch).status == 400);
  CHECK(patch(with, all + "/a", "{}", strategic).status == 415);
  CHECK(patch(with, all + "/a", "{}", "application/json").status == 415);
  CHECK(patch(with, all + "/zz", "{}", merge).status == 404);
  const auto maps = "/api/v1/namespaces/" + ns + "/configmaps";
  post(with, maps, of(R"({"metadata":{"name":"c","finalizers":["x.io/f"]},"data":{"a":"b"}})"));
  const auto merged = patch(with, maps + "/c",
                            R"({"data":{"z":"y","a":null},"metadata":{
                               "$deleteFromPrimitiveList/finalizers":["x.io/f"],
                               "annotations":{"r":"s"}}})",
                            strategic);
  CHECK(json::write(*merged.body.find("data")) == R"({"z":"y"})");
  CHECK_FALSE(merged.body.find_path({"metadata", "finalizers"}));
}

void a_patch_for_another_life_of_an_object_is_invalid(peer& with) {
  const auto maps = "/api/v1/namespaces/" + make_namespace(with) + "/configmaps";
  post(with, maps, of(R"({"metadata":{"name":"a"}})"));
  const auto patched
    = patch(with, maps + "/a", R"({"metadata":{"uid":"other","annotations":{"k":"v"}}})", merge);
  CHECK(patched.status == 422);
  CHECK(text_at(patched.body, {"reason"}) == "Invalid");
  CHECK(
    text_at(patched.body, {"message"})
    == "ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"other\": field is immutable");
  CHECK(cause_fields(patched).starts_with("metadata.uid")); // told twice by some kinds
  CHECK(
    patch(with, maps + "/a", R"({"metadata":{"uid":"other","resourceVersion":"1"}})", merge).status
    == 409);
  CHECK(put(with, maps + "/a", of(R"({"metadata":{"name":"a","uid":"other"}})")).status == 409);
  CHECK_FALSE(get(with, maps + "/a").body.find_path({"metadata", "annotations"}));
}

void an_object_with_finalizers_goes_when_the_last_one_is_gone(peer& with) {
  define(with, "finalizer.contract.weft.io", "Gadget");
  const auto all = collection("finalizer.contract.weft.io", "Gadget", make_namespace(with));
  auto body = object("finalizer.contract.weft.io", "Gadget", "a", R"({"x":1})");
  body["metadata"].set("finalizers", json::value::list({"x.io/f"}));
  post(with, all, body);
  const auto marked = remove(with, all + "/a");
  CHECK(marked.status == 200);
  CHECK(text_at(marked.body, {"kind"}) == "Gadget");
  CHECK(marked.body.find_path({"metadata", "deletionTimestamp"}));
  CHECK(marked.body.find_path({"metadata", "generation"})->as_int() == 2);
  CHECK(version_of(remove(with, all + "/a").body) == version_of(marked.body));
  CHECK_THAT(text_at(post(with, all, body).body, {"message"}),
             Catch::StartsWith("object is being deleted: gadgets."));
  const auto more
    = patch(with, all + "/a", R"({"metadata":{"finalizers":["x.io/f","x.io/g"]}})", merge);
  CHECK(more.status == 422);
  CHECK(patch(with, all + "/a", R"({"spec":{"x":2}})", merge).status == 200);
  CHECK(patch(with, all + "/a", R"({"metadata":{"finalizers":null}})", merge).status == 200);
  CHECK(get(with, all + "/a").status == 404);
}

void deletion_obeys_preconditions(peer& with) {
  define(with, "delete.contract.weft.io", "Gadget");
  const auto all = collection("delete.contract.weft.io", "Gadget", make_namespace(with));
  const auto made = post(with, all, object("delete.contract.weft.io", "Gadget", "a", "{}"));
  CHECK(remove(with, all + "/a", R"({"preconditions":{"uid":"other"}})").status == 409);
  CHECK(remove(with, all + "/a", R"({"preconditions":{"resourceVersion":"1"}})").status == 409);
  const auto uid = text_at(made.body, {"metadata", "uid"});
  const auto gone
    = remove(with, all + "/a",
             R"({"propagationPolicy":"Background","preconditions":{"uid":")" + uid + "\"}}");
  CHECK(gone.status == 200);
  CHECK(text_at(gone.body, {"status"}) == "Success");
  CHECK(text_at(gone.body, {"details", "uid"}) == uid);
  CHECK(remove(with, all + "/a").status == 404);
}

void a_lease_is_created_by_writing_it(peer& with) {
  const auto all = "/apis/coordination.k8s.io/v1/namespaces/" + make_namespace(with) + "/leases";
  const auto body = of(R"({"metadata":{"name":"l"},"spec":{"holderIdentity":"h",
    "leaseDurationSeconds":15,"renewTime":"2026-01-01T00:00:00.000000Z"}})");
  CHECK(put(with, all + "/l", body).status == 201);
  const auto held = get(with, all + "/l");
  CHECK(text_at(held.body, {"spec", "renewTime"}) == "2026-01-01T00:00:00.000000Z");
  CHECK(put(with, all + "/l", body).status == 422);
  CHECK(put(with, all + "/l", held.body).status == 200);
}

void an_event_is_one_object_in_two_groups(peer& with) {
  const auto ns = make_namespace(with);
  const auto fresh = "/apis/events.k8s.io/v1/namespaces/" + ns + "/events";
  const auto old = "/api/v1/namespaces/" + ns + "/events";
  auto body = of(R"({"metadata":{"name":"e"},"reason":"R","note":"M","type":"Normal","action":"A",
    "eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"rc","reportingInstance":"ri"})");
  body.set("regarding", json::value::of({{"kind", "Pod"}, {"name", "p"}, {"namespace", ns}}));
  CHECK(post(with, fresh, body).status == 201);
  const auto seen = get(with, old + "/e");
  CHECK(text_at(seen.body, {"message"}) == "M");
  CHECK(text_at(seen.body, {"involvedObject", "name"}) == "p");
  CHECK(text_at(seen.body, {"reportingComponent"}) == "rc");
  CHECK(text_at(seen.body, {"apiVersion"}) == "v1");
  const auto found = get(with, old + "?fieldSelector=involvedObject.name%3Dp");
  CHECK(found.body.find("items")->as_array()->size() == 1);
  const auto none = get(with, fresh + "?fieldSelector=regarding.name%3Dq");
  CHECK(none.body.find("items")->as_array()->empty());
}

void a_status_of_a_service_brings_annotations_along_and_no_specification(peer& with) {
  const auto all = "/api/v1/namespaces/" + make_namespace(with) + "/services";
  REQUIRE(post(with, all, of(R"({"metadata":{"name":"s"},"spec":{"type":"LoadBalancer",
    "ports":[{"port":80}]}})"))
            .status
          == 201);
  const auto told = patch(with, all + "/s/status", R"({"metadata":{"annotations":{"a/b":"c"}},
    "spec":{"externalName":"x.y"},"status":{"loadBalancer":{"ingress":[{"ip":"10.1.2.3"}]}}})",
                          merge);
  CHECK(told.status == 200);
  CHECK(text_at(told.body, {"metadata", "annotations", "a/b"}) == "c");
  CHECK_FALSE(told.body.find_path({"spec", "externalName"}));
  const auto* entries = told.body.find_path({"status", "loadBalancer", "ingress"});
  REQUIRE(entries);
  CHECK(entries->as_array()->front().text_at({"ip"}) == "10.1.2.3");
  const auto taken = patch(with, all + "/s/status", R"({"metadata":{"annotations":{"a/b":null}},
    "status":{"loadBalancer":null}})",
                           merge);
  CHECK(taken.status == 200);
  CHECK_FALSE(taken.body.find_path({"metadata", "annotations"}));
  CHECK_FALSE(taken.body.find_path({"status", "loadBalancer", "ingress"}));
}

} // namespace

void add_writing_cases(std::vector<contract_case>& to) {
  to.insert(
    to.end(),
    {{"creation sets what only the server knows", creation_sets_what_only_the_server_knows},
     {"a bad creation is refused in words", a_bad_creation_is_refused_in_words},
     {"a generated name continues the given one", a_generated_name_continues_the_given_one},
     {"a dry run answers and stores nothing", a_dry_run_answers_and_stores_nothing},
     {"a write from stale data is a conflict", a_write_from_stale_data_is_a_conflict},
     {"generation counts changes of the specification only",
      generation_counts_changes_of_the_specification_only},
     {"status and specification are written apart", status_and_specification_are_written_apart},
     {"a status of a Service brings annotations along and no specification",
      a_status_of_a_service_brings_annotations_along_and_no_specification},
     {"a write that changes nothing makes no version",
      a_write_that_changes_nothing_makes_no_version},
     {"patches of each kind do their work", patches_of_each_kind_do_their_work},
     {"an object with finalizers goes when the last one is gone",
      an_object_with_finalizers_goes_when_the_last_one_is_gone},
     {"a patch for another life of an object is invalid",
      a_patch_for_another_life_of_an_object_is_invalid},
     {"deletion obeys preconditions", deletion_obeys_preconditions},
     {"a lease is created by writing it", a_lease_is_created_by_writing_it},
     {"an event is one object in two groups", an_event_is_one_object_in_two_groups}});
}

} // namespace weft::k8s::contract
