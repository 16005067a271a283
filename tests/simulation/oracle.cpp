#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <tuple>

namespace weft::simulation {

namespace {

bool allows(const json::value* list, const std::string& word) {
  return !list
         || std::any_of(list->as_array()->begin(), list->as_array()->end(),
                        [&](const json::value& one) { return one.text_or("") == word; });
}

bool selects(const json::value& policy, const json::value& ns) {
  const auto* labels = policy.find_path({"spec", "namespaceSelector", "matchLabels"});
  if (!labels)
    return true;
  return std::all_of(
    labels->as_object()->begin(), labels->as_object()->end(), [&](const json::member& one) {
      return text_at(ns, {"metadata", "labels", one.first}) == one.second.text_or("");
    });
}

/// Of the limits only those that seeds use.
bool violates(const json::value& object, const json::value& policy) {
  const auto* limits = policy.find_path({"spec", "limits"});
  if (!limits)
    return false;
  const auto cap = object.int_at({"spec", "bandwidth-limit"}, -1);
  if (const auto* most = limits->find("maxBandwidthPct");
      most && (cap < 0 || cap > most->int_or(0)))
    return true;
  return !allows(limits->find("priorities"), text_at(object, {"spec", "priority"}))
         || !allows(limits->find("profiles"), text_at(object, {"spec", "profile"}));
}

bool is_annotated(const json::value& object, std::string_view name) {
  return text_at(object, {"metadata", "annotations", name}) == "true";
}

/// Everything but clashes of names.
expected judge_alone(world& here, const json::value& object, const expectations& of) {
  expected out;
  const auto ns = text_at(object, {"metadata", "namespace"});
  out.rule_name = text_at(object, {"spec", "name"});
  if (out.rule_name.empty())
    out.rule_name = ns + "." + text_at(object, {"metadata", "name"});
  auto say = [&](const char* verdict) {
    out.verdict = verdict;
    return out;
  };
  const auto host = text_at(object, {"spec", "fqdn"});
  if (host.find_first_not_of("0123456789.") == host.npos)
    return say("InvalidSpec");
  const auto home = here.find("/api/v1/namespaces/" + ns);
  for (const auto& policy : here.list("/apis/vcn.cloud/v1alpha1/velocloudpolicies"))
    if (selects(policy, home) && violates(object, policy))
      return say("PolicyViolation");
  if (is_annotated(object, "vcn.cloud/paused"))
    return say("Paused");
  const auto wanted = text_at(object, {"spec", "profile"});
  const sim::profile* where = nullptr;
  for (const auto& one : here.vco.profiles)
    if (one.name == wanted)
      where = &one;
  if (!where)
    return say("ProfileNotFound");
  if (where->type == "NETWORK_BASED")
    return say("UnsupportedProfile");
  if (where->modules.empty())
    return say("ModuleMissing");
  out.profile = where->id;
  const auto segment = text_at(object, {"spec", "segment"});
  for (const auto& one : *where->modules.front().data->find("segments")->as_array())
    if (text_at(one, {"segment", "name"}) == segment) {
      out.segment = one.int_at({"segment", "segmentId"}, 0);
      return say(!of.refused_host.empty() && host == of.refused_host ? "VCORejected" : "True");
    }
  return say("SegmentNotFound");
}

bool competes(const expected& one) {
  return one.verdict == "True" || one.verdict == "VCORejected";
}

/// Whether the object's status says that it has, or may have, a rule of that name there.
bool holds(const json::value& object, const expected& what) {
  const auto* all = object.find_path({"status", "placements"});
  return all && all->as_array()
         && std::any_of(all->as_array()->begin(), all->as_array()->end(),
                        [&](const json::value& one) {
                          return one.int_at({"profileId"}, 0) == what.profile
                                 && one.int_at({"segmentId"}, -1) == what.segment
                                 && text_at(one, {"ruleName"}) == what.rule_name;
                        });
}

auto age(const json::value& object) {
  return std::tuple{text_at(object, {"metadata", "creationTimestamp"}),
                    text_at(object, {"metadata", "namespace"}),
                    text_at(object, {"metadata", "name"})};
}

} // namespace

std::vector<expected> judge(world& here, const json::array& objects, const expectations& of) {
  std::vector<expected> alone;
  for (const auto& one : objects)
    alone.push_back(judge_alone(here, one, of));
  auto out = alone;
  for (std::size_t i = 0; i < objects.size(); ++i)
    for (std::size_t j = 0; competes(alone[i]) && j < objects.size(); ++j) {
      if (i == j)
        continue;
      const bool same = competes(alone[j]) && alone[i].profile == alone[j].profile
                        && alone[i].segment == alone[j].segment
                        && alone[i].rule_name == alone[j].rule_name;
      if (same && age(objects[j]) < age(objects[i]))
        out[i].verdict = out[i].verdict.empty() ? "" : "NameConflict";
      else if (!same && holds(objects[j], alone[i]))
        out[i].verdict.clear(); // somebody's rule of that name stands there for now
    }
  return out;
}

std::vector<std::string> wrong_paths(const json::value& rule, const json::value& object) {
  std::vector<std::string> wrong;
  auto want_text = [&](std::initializer_list<std::string_view> path, const std::string& value) {
    if (text_at(rule, path) != value)
      wrong.emplace_back(*(path.end() - 1));
  };
  auto want_number = [&](std::initializer_list<std::string_view> path, std::int64_t value) {
    if (rule.int_at(path, -99) != value)
      wrong.emplace_back(*(path.end() - 1));
  };
  const auto port = object.int_at({"spec", "dport"}, 0);
  want_text({"match", "hostname"}, text_at(object, {"spec", "fqdn"}));
  want_number({"match", "dport_low"}, port);
  want_number({"match", "dport_high"}, port);
  want_number({"match", "proto"}, 6);
  want_text({"action", "QoS", "type"}, text_at(object, {"spec", "service-class"}));
  for (const auto* way : {"rxScheduler", "txScheduler"}) {
    want_text({"action", "QoS", way, "priority"}, text_at(object, {"spec", "priority"}));
    want_number({"action", "QoS", way, "bandwidthCapPct"},
                object.int_at({"spec", "bandwidth-limit"}, -1));
  }
  for (const auto* way :
       {"edge2CloudRouteAction", "edge2DataCenterRouteAction", "edge2EdgeRouteAction"}) {
    want_text({"action", way, "linkPolicy"}, text_at(object, {"spec", "link-policy"}));
    want_text({"action", way, "serviceGroup"}, text_at(object, {"spec", "service-group"}));
  }
  return wrong;
}

} // namespace weft::simulation
