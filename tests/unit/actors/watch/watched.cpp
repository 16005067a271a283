#include "tests/unit/actors/watch/watched.hpp"

#include "adapters/log/log.hpp"
#include "protocol/k8s/raw_field.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <utility>

namespace weft::testing {

k8s::kind note_kind(const std::string& name) {
  k8s::kind which;
  which.group = "weft.test";
  which.version = "v1";
  which.name = name;
  which.plural = name == "Note" ? "notes" : "others";
  which.project = [](k8s::raw_field& from, k8s::projection&) -> result<void> {
    if (from.name == "spec" && from.value.type() != simdjson::ondemand::json_type::object)
      return fault{errc::malformed, "spec is no object", "", {}};
    return {};
  };
  return which;
}

std::string object(const std::string& name, int version, std::string uid, const std::string& spec) {
  if (uid.empty())
    uid = "u-" + name;
  return R"({"metadata":{"name":")" + name + R"(","namespace":"ns","uid":")" + uid
         + R"(","resourceVersion":")" + std::to_string(version) + R"("},"spec":)" + spec + "}";
}

std::string event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}";
}

std::string bookmark(int version) {
  return event("BOOKMARK",
               R"({"metadata":{"resourceVersion":")" + std::to_string(version) + R"("}})");
}

std::string status(int code, const std::string& reason) {
  return R"({"kind":"Status","code":)" + std::to_string(code) + R"(,"reason":")" + reason
         + R"(","message":"as the script says"})";
}

std::string error_event(int code, const std::string& reason) {
  return event("ERROR", status(code, reason));
}

std::string list(int version, const std::vector<std::string>& items,
                 const std::string& continue_token) {
  std::string body = R"({"metadata":{"resourceVersion":")" + std::to_string(version)
                     + R"(","continue":")" + continue_token + R"("},"items":[)";
  for (const auto& one : items)
    body += (&one == items.data() ? "" : ",") + one;
  return body + "]}";
}

listener_actor::behavior_type listener(listener_actor::pointer, heard_words* heard) {
  auto say = [heard](std::string mark, const snapshot<k8s::projection>& what) {
    heard->push_back(mark + what->meta.key.name + "@" + std::to_string(what->meta.version));
  };
  return {
    [say, heard](const objects_changed& news) {
      for (const auto& one : news.all) {
        say(!one.now ? "-" : one.before ? "~" : "+", one.now ? one.now : one.before);
        if (!one.now && one.with_most)
          heard->back() += " with most";
      }
    },
    [heard, last = std::string{}](const source_changed& news) mutable {
      const std::string word = !news.trouble.empty() ? "trouble"
                               : news.synced         ? "synced"
                                                     : "unsynced";
      if (word != "synced" || last != word) // which is said after each list
        heard->push_back(word);
      last = word;
    },
  };
}

watched_cluster::watched_cluster() {
  log::start({}, [](std::string_view) {});
  idle = [this] { return server->run(); };
  world.wall = [] { return timestamp{}; };
  world.boot = [this] { return now(); };
  world.spread = [this] { return spread; };
  world.permit.open();
}

std::size_t watched_cluster::asked(const std::string& beginning) const {
  return static_cast<std::size_t>(
    std::count_if(server->calls.begin(), server->calls.end(),
                  [&](const auto& one) { return one.target.starts_with(beginning); }));
}

heard_words watched_cluster::take_heard() {
  return std::exchange(heard, {});
}

std::string watched_cluster::state_of(const caf::actor& who) {
  return ask<description>(caf::actor_cast<describable_actor>(who), describe{})->state;
}

std::string watched_cluster::detail_of(const caf::actor& who, const std::string& name) {
  const auto told = *ask<description>(caf::actor_cast<describable_actor>(who), describe{});
  for (const auto& [key, value] : told.details)
    if (key == name)
      return value;
  return {};
}

} // namespace weft::testing
