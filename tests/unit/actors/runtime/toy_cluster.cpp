#include "tests/unit/actors/runtime/toy_cluster.hpp"

#include "protocol/k8s/decode.hpp"

#include <algorithm>
#include <stdexcept>

namespace weft::toy {

const k8s::kind& wish_kind() {
  static const k8s::kind one = [] {
    k8s::kind kind;
    kind.group = "weft.test";
    kind.version = "v1";
    kind.name = "Wish";
    kind.plural = "wishes";
    kind.acted_on = true;
    kind.keeps_status = true;
    kind.annotations = {"toy/"};
    return kind;
  }();
  return one;
}

interpretation interpret(const k8s::projection& object, const view&, const contributions&) {
  interpretation out;
  for (const auto& [target, word] : object.meta.annotations) {
    if (word == "crash")
      throw std::logic_error("a bug in interpret");
    if (word == "nonsense") {
      out.accepted = false;
      out.reason = "InvalidSpec";
      continue;
    }
    fragment part;
    part.from = {object.meta.key, object.meta.uid};
    part.generation = object.meta.generation;
    part.target = target;
    part.what = object.meta.deleting ? wish::remove : wish::place;
    part.urgent = object.meta.deleting.has_value();
    part.recorded = object.status.find("recorded") != std::string::npos;
    part.body = std::make_shared<word_record>(word);
    part.digest = std::string{to_string(part.what)} + word;
    out.parts.push_back(std::move(part));
  }
  return out;
}

json::value report(const report_request& request) {
  json::value status = json::object{};
  const auto held = json::parse(request.object.status);
  bool recorded = held && held->find("recorded");
  for (const auto& [target, news] : request.outcomes) {
    status["targets"].set(target, std::string{to_string(news->how_far)} + "@"
                                    + std::to_string(news->generation));
    recorded = recorded || news->how_far == progress::intended;
  }
  if (recorded)
    status.set("recorded", true);
  if (!request.meaning.accepted)
    status.set("reason", request.meaning.reason);
  return status;
}

void cluster::create(const std::string& name, const words& wished) {
  json::value annotations = json::object{};
  for (const auto& [target, word] : wished)
    annotations.set(target, word);
  objects[name] = json::value::of({{"metadata", json::value::of({{"name", name},
                                                                 {"namespace", "ns"},
                                                                 {"uid", "weft-" + name},
                                                                 {"generation", 1},
                                                                 {"annotations", annotations}})}});
  changed(name, nullptr);
}

void cluster::edit(const std::string& name, const words& wished) {
  const auto before = project(name);
  auto& meta = *objects.at(name).find("metadata");
  meta.set("generation", meta.find("generation")->int_or(0) + 1);
  auto annotations = *meta.find("annotations");
  std::erase_if(*annotations.as_object(),
                [](const auto& one) { return one.first.starts_with("toy/"); });
  for (const auto& [target, word] : wished)
    annotations.set(target, word);
  meta.set("annotations", annotations);
  changed(name, before);
}

void cluster::erase(const std::string& name) {
  const auto before = project(name);
  if (before->meta.finalizers.empty())
    return tear_out(name);
  objects.at(name).find("metadata")->set("deletionTimestamp", "2026-01-01T00:00:00Z");
  changed(name, before);
}

void cluster::tear_out(const std::string& name) {
  const auto before = project(name);
  objects.erase(name);
  if (on_change)
    on_change(name, before, nullptr);
}

snapshot<k8s::projection> cluster::project(const std::string& name) const {
  return take_snapshot(*k8s::decode_object(kind, json::write(objects.at(name))));
}

std::string cluster::status_of(const std::string& name) const {
  const auto* status = objects.at(name).find("status");
  return status ? json::write(*status) : "";
}

std::string cluster::annotation_of(const std::string& name, const std::string& annotation) const {
  return std::string{objects.at(name).text_at({"metadata", "annotations", annotation})};
}

void cluster::changed(const std::string& name, const snapshot<k8s::projection>& before) {
  objects.at(name).find("metadata")->set("resourceVersion", std::to_string(++version));
  if (on_change)
    on_change(name, before, project(name));
}

result<json::value> cluster::patch(const std::string& name, bool status, const json::value& body) {
  if (!objects.contains(name))
    return fault{errc::not_found, "no such object", name, {}};
  const auto before = project(name);
  auto& held = objects.at(name);
  if (const auto* expected = body.find_path({"metadata", "resourceVersion"});
      expected && expected->text_or("") != std::to_string(before->meta.version))
    return fault{errc::conflict, "the object has been modified", name, {}};
  if (status) {
    for (const auto& [member, value] : *body.find("status")->as_object())
      if (member != pruned)
        held["status"].set(member, value);
  } else if (const auto* annotations = body.find_path({"metadata", "annotations"})) {
    auto& all = *held.find_path({"metadata", "annotations"});
    for (const auto& [key, value] : *annotations->as_object())
      value.is_null() ? void(all.erase(key)) : all.set(key, value);
  } else {
    held.find("metadata")->set("finalizers", *body.find_path({"metadata", "finalizers"}));
  }
  const auto answer = held;
  if (project(name)->meta.deleting && project(name)->meta.finalizers.empty())
    tear_out(name);
  else
    changed(name, before);
  return objects.contains(name) ? objects.at(name) : answer;
}

result<json::value> cluster::read(const std::string& name) const {
  if (!objects.contains(name))
    return fault{errc::not_found, "no such object", name, {}};
  return objects.at(name);
}

namespace {

caf::result<api_answer> tell_of_kind(const cluster& in) {
  if (!in.kind_is)
    return to_error(in.kind_is.error());
  auto rows = json::array{};
  if (*in.kind_is != k8s::standing::absent)
    rows.push_back(json::value::of(
      {{"name", wish_kind().plural},
       {"verbs", json::value::list({*in.kind_is == k8s::standing::served ? "create" : "get"})}}));
  k8s::response answer;
  answer.status = 200;
  answer.body = json::write(json::value::of({{"resources", std::move(rows)}}));
  return api_answer{take_snapshot(std::move(answer))};
}

} // namespace

api_actor::behavior_type api(api_actor::pointer, cluster* what) {
  return {
    [what](const api_call& call) -> caf::result<api_answer> {
      if (call.what->target == k8s::resources_request(wish_kind()).target)
        return tell_of_kind(*what);
      if (!what->faults.empty()) {
        const auto why = what->faults.front();
        what->faults.pop_front();
        return to_error(why);
      }
      auto path = call.what->target.substr(0, call.what->target.find('?'));
      const bool status = path.ends_with("/status");
      if (status)
        path.resize(path.size() - 7);
      const auto name = path.substr(path.rfind('/') + 1);
      const auto verb = call.what->method == "GET" ? "read " : status ? "status " : "meta ";
      what->calls.push_back(verb + name);
      const auto done = call.what->method == "GET"
                          ? what->read(name)
                          : what->patch(name, status, *json::parse(call.what->body));
      if (!done)
        return to_error(done.error());
      k8s::response answer;
      answer.status = 200;
      answer.body = json::write(*done);
      return api_answer{take_snapshot(std::move(answer))};
    },
    [](describe) { return description{}; },
  };
}

} // namespace weft::toy
