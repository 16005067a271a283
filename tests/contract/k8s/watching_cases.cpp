#include "tests/contract/k8s/cases.hpp"
#include "tests/contract/k8s/support.hpp"

namespace weft::k8s::contract {

namespace {

/// "ADDED a", "BOOKMARK", or "nothing" when the watch is over.
std::string said(watching& by) {
  const auto event = by.next();
  if (!event)
    return "nothing";
  const auto name = text_at(*event, {"object", "metadata", "name"});
  return text_at(*event, {"type"}) + (name.empty() ? "" : " " + name);
}

struct maps {
  explicit maps(peer& with) : all("/api/v1/namespaces/" + make_namespace(with) + "/configmaps") {}

  static json::value named(const char* name, const char* label = "x") {
    return json::value::of(
      {{"metadata",
        json::value::of({{"name", name}, {"labels", json::value::of({{"l", label}})}})}});
  }

  std::string all;
};

void a_watch_tells_changes_in_order(peer& with) {
  const maps in{with};
  const auto from = version_of(get(with, in.all).body);
  const auto by = with.watch(in.all + "?watch=1&timeoutSeconds=8&resourceVersion=" + from);
  post(with, in.all, maps::named("a"));
  post(with, in.all, maps::named("b"));
  patch(with, in.all + "/a", R"({"data":{"x":"y"}})", merge);
  remove(with, in.all + "/b");
  CHECK(said(*by) == "ADDED a");
  CHECK(said(*by) == "ADDED b");
  CHECK(said(*by) == "MODIFIED a");
  CHECK(said(*by) == "DELETED b");
  CHECK(said(*by) == "nothing");
}

void a_watch_resumes_after_a_version_it_has_seen(peer& with) {
  const maps in{with};
  const auto first = post(with, in.all, maps::named("a"));
  post(with, in.all, maps::named("b"));
  const auto by
    = with.watch(in.all + "?watch=1&timeoutSeconds=2&resourceVersion=" + version_of(first.body));
  CHECK(said(*by) == "ADDED b");
  CHECK(said(*by) == "nothing");
}

void a_watch_without_a_version_begins_with_what_is_there(peer& with) {
  const maps in{with};
  post(with, in.all, maps::named("a"));
  for (const auto* version : {"", "&resourceVersion=0"}) {
    const auto by = with.watch(in.all + "?watch=1&timeoutSeconds=2" + version);
    CHECK(said(*by) == "ADDED a");
    CHECK(said(*by) == "nothing");
  }
}

void what_leaves_a_selector_is_deleted_as_it_last_matched(peer& with) {
  const maps in{with};
  post(with, in.all, maps::named("a", "in"));
  const auto from = version_of(get(with, in.all).body);
  const auto by = with.watch(
    in.all + "?watch=1&timeoutSeconds=30&labelSelector=l%3Din&resourceVersion=" + from);
  const auto out = patch(with, in.all + "/a", R"({"metadata":{"labels":{"l":"out"}}})", merge);
  patch(with, in.all + "/a", R"({"data":{"unseen":"1"}})", merge);
  patch(with, in.all + "/a", R"({"metadata":{"labels":{"l":"in"}}})", merge);
  const auto gone = by->next();
  REQUIRE(gone);
  CHECK(text_at(*gone, {"type"}) == "DELETED");
  CHECK(text_at(*gone, {"object", "metadata", "labels", "l"}) == "in");
  CHECK(version_of(*gone->find("object")) == version_of(out.body));
  CHECK(said(*by) == "ADDED a");
}

void a_watch_from_before_the_history_is_told_so(peer& with) {
  define(with, "history.contract.weft.io", "Gadget");
  const auto by = with.watch(collection("history.contract.weft.io", "Gadget", "default")
                             + "?watch=1&timeoutSeconds=2&resourceVersion=1");
  const auto event = by->next();
  REQUIRE(event);
  CHECK(text_at(*event, {"type"}) == "ERROR");
  CHECK(text_at(*event, {"object", "reason"}) == "Expired");
  CHECK(event->find_path({"object", "code"})->as_int() == 410);
  CHECK(said(*by) == "nothing");
}

void a_streamed_list_ends_with_a_bookmark(peer& with) {
  const maps in{with};
  post(with, in.all, maps::named("a"));
  post(with, in.all, maps::named("b"));
  const auto by
    = with.watch(in.all
                 + "?watch=1&timeoutSeconds=30&sendInitialEvents=true&allowWatchBookmarks="
                   "true&resourceVersionMatch=NotOlderThan");
  CHECK(said(*by) == "ADDED a");
  CHECK(said(*by) == "ADDED b");
  const auto mark = by->next();
  REQUIRE(mark);
  CHECK(text_at(*mark, {"type"}) == "BOOKMARK");
  CHECK(text_at(*mark, {"object", "metadata", "annotations", "k8s.io/initial-events-end"})
        == "true");
  CHECK(text_at(*mark, {"object", "kind"}) == "ConfigMap");
  post(with, in.all, maps::named("c"));
  CHECK(said(*by) == "ADDED c");
}

void options_of_a_watch_are_checked(peer& with) {
  const maps in{with};
  auto status = [&](const std::string& options) {
    return get(with, in.all + "?watch=1&" + options + "&timeoutSeconds=1").status;
  };
  CHECK(status("sendInitialEvents=true") == 422);
  CHECK(status("resourceVersionMatch=NotOlderThan") == 422);
  CHECK(status("timeoutSeconds=abc") == 400);
  CHECK(get(with, in.all + "?sendInitialEvents=true").status == 422);
}

void a_watched_table_names_its_columns_once(peer& with) {
  const maps in{with};
  post(with, in.all, maps::named("a"));
  post(with, in.all, maps::named("b"));
  const auto by = with.watch(in.all + "?watch=1&timeoutSeconds=2", as_table);
  const auto first = by->next();
  const auto second = by->next();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(text_at(*first, {"object", "kind"}) == "Table");
  CHECK(first->find_path({"object", "columnDefinitions"})->is_array());
  CHECK(second->find_path({"object", "columnDefinitions"})->is_null());
}

void a_watch_can_be_of_one_object(peer& with) {
  const maps in{with};
  const auto from = version_of(get(with, in.all).body);
  const auto by = with.watch(
    in.all + "?watch=1&timeoutSeconds=30&fieldSelector=metadata.name%3Db&resourceVersion=" + from);
  post(with, in.all, maps::named("a"));
  post(with, in.all, maps::named("b"));
  CHECK(said(*by) == "ADDED b");
}

} // namespace

void add_watching_cases(std::vector<contract_case>& to) {
  to.insert(
    to.end(),
    {{"a watch tells changes in order", a_watch_tells_changes_in_order},
     {"a watch resumes after a version it has seen", a_watch_resumes_after_a_version_it_has_seen},
     {"a watch without a version begins with what is there",
      a_watch_without_a_version_begins_with_what_is_there},
     {"what leaves a selector is deleted as it last matched",
      what_leaves_a_selector_is_deleted_as_it_last_matched},
     {"a watch from before the history is told so", a_watch_from_before_the_history_is_told_so},
     {"a streamed list ends with a bookmark", a_streamed_list_ends_with_a_bookmark},
     {"options of a watch are checked", options_of_a_watch_are_checked},
     {"a watched table names its columns once", a_watched_table_names_its_columns_once},
     {"a watch can be of one object", a_watch_can_be_of_one_object}});
}

} // namespace weft::k8s::contract
