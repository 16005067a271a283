#include "protocol/velocloud/interpret.hpp"

#include "protocol/suggestion.hpp"
#include "protocol/velocloud/governance.hpp"
#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/placements.hpp"
#include "protocol/velocloud/rules_shown.hpp"
#include "protocol/velocloud/spec.hpp"

#include <algorithm>

namespace weft::velocloud {

namespace {

bool annotated(const k8s::projection& object, std::string_view name) {
  const auto* held = k8s::find(object.meta.annotations, name);
  return held && *held == "true";
}

/// What looking up a profile's name came to: a row, or why there is none.
struct resolution {
  const profile_row* row = nullptr;
  std::string_view reason;
  std::string message;
  bool unknown = false; ///< not even whether there is one
};

std::vector<std::string_view> names_of(const std::vector<profile_row>& profiles) {
  std::vector<std::string_view> out;
  for (const auto& row : profiles)
    if (!row.staging)
      out.push_back(row.name);
  std::sort(out.begin(), out.end()); // VCO's order is its own; messages must not follow it
  return out;
}

resolution resolve(const std::string& name, const profile_inventory* known) {
  if (!known)
    return {nullptr, reason::pending, "the list of profiles has not been read yet", true};
  if (known->profiles.empty() && !known->trouble.empty())
    return {nullptr, known->trouble, known->message, true};
  const profile_row* found = nullptr;
  for (const auto& row : known->profiles) {
    if (row.staging || row.name != name)
      continue;
    if (found)
      return {nullptr, reason::profile_ambiguous,
              "more than one profile is called \"" + name + "\"", false};
    found = &row;
  }
  if (!found)
    return {nullptr, reason::profile_not_found,
            "no profile is called " + quoted(name) + " (letter case and blanks count)"
              + choice(name, names_of(known->profiles)),
            false};
  if (!found->usable())
    return {nullptr, reason::unsupported_profile,
            "profile \"" + name + "\" is NETWORK_BASED; only segment-based ones are supported",
            false};
  return {found, {}, {}, false};
}

/// Interprets one object, step by step, into `out`.
class reading {
public:
  reading(const settings& how, const k8s::projection& object, const view& index)
    : how_(how), object_(object), index_(index), inventory_(index.inventory()) {
    if (inventory_)
      known_ = &as<profile_inventory>(inventory_);
    if (object.body)
      wanted_ = as<bp_record>(object.body).spec;
    wanted_.name = rule_name(object);
    if (const auto status = json::parse(object.status))
      for (auto& one : read_placements(*status))
        recorded_[one.profile_id].push_back(std::move(one));
  }

  interpretation read() {
    warn_of_annotations();
    if (object_.meta.deleting)
      leave();
    else
      stay();
    return std::move(out_);
  }

private:
  void leave() {
    if (annotated(object_, annotation::orphan_on_delete)) {
      out_.orphan = true;
      return;
    }
    if (!k8s::has_finalizer(object_.meta, finalizer))
      return;
    for (const auto& [profile, at] : recorded_)
      add(row_of(profile), wish::remove);
    if (!recorded_.empty())
      return;
    // Nothing recorded: a rule can only be there if somebody wiped the status.
    const auto found = resolve(wanted_.profile, known_);
    if (found.row)
      add(*found.row, wish::remove);
    else if (found.unknown)
      give_up(found);
  }

  void stay() {
    if (!valid())
      return keep();
    const auto in_force = rules_for(how_, object_.meta.key.ns, index_);
    if (!in_force) {
      give_up({nullptr, reason::pending, "the namespace has not been seen yet", true});
      return keep();
    }
    limits_ = *in_force;
    if (const auto against = object_to(facts_of(wanted_, wanted_.name), limits_)) {
      refuse(reason::policy_violation, against->text);
      out_.denied_by = against->policy;
      return keep();
    }
    if (auto full = over_quota(object_, limits_, index_); !full.empty()) {
      refuse(reason::quota_exceeded, std::move(full));
      for (const auto& [profile, at] : recorded_)
        add(row_of(profile), wish::remove);
      return;
    }
    if (annotated(object_, annotation::paused)) {
      out_.reason = reason::paused;
      out_.message = "annotation vcn.cloud/paused: the rule is left as it is";
      return keep();
    }
    settle();
  }

  void settle() {
    const auto found = resolve(wanted_.profile, known_);
    if (!found.row) {
      give_up(found);
      return keep();
    }
    if (annotated(object_, annotation::dry_run)) {
      out_.reason = reason::dry_run;
      out_.message = "annotation vcn.cloud/dry-run: an event says what would be written";
      recorded_.try_emplace(found.row->id);
      dry_run_at_ = found.row->id;
      return keep();
    }
    warn_of_steering();
    add(*found.row, wish::place);
    for (const auto& [profile, at] : recorded_)
      if (profile != found.row->id)
        add(row_of(profile), wish::remove);
  }

  bool valid() {
    if (!object_.body) {
      refuse(reason::invalid_spec, "spec is missing; allowed: an object");
      return false;
    }
    auto faults = as<bp_record>(object_.body).faults;
    if (as<bp_record>(object_.body).spec.name.empty())
      if (auto fault = name_fault(wanted_.name); fault && !names_itself(faults))
        faults.push_back(*std::move(fault));
    if (faults.empty())
      return true;
    std::string text;
    for (const auto& fault : faults)
      text += (text.empty() ? "" : "; ") + to_string(fault);
    refuse(reason::invalid_spec, std::move(text));
    return false;
  }

  static bool names_itself(const std::vector<violation>& faults) {
    return std::any_of(faults.begin(), faults.end(),
                       [](const violation& one) { return one.field == "spec.name"; });
  }

  void refuse(std::string_view why, std::string text) {
    out_.accepted = false;
    out_.reason = why;
    out_.message = std::move(text);
  }

  void give_up(const resolution& found) {
    out_.decided = !found.unknown;
    out_.reason = found.reason;
    out_.message = found.message;
    out_.wants_inventory = found.reason == reason::profile_not_found || !known_;
  }

  /// Leaves what is there, unless it stands against a policy.
  void keep() {
    for (const auto& [profile, at] : recorded_)
      add(row_of(profile), wish::leave_be);
  }

  profile_row row_of(std::int64_t profile) const {
    if (known_)
      for (const auto& row : known_->profiles)
        if (row.id == profile)
          return row;
    profile_row row;
    row.id = profile;
    if (const auto held = recorded_.find(profile);
        held != recorded_.end() && !held->second.empty()) {
      const auto& one = held->second.front();
      row.name = one.profile_name;
      row.logical_id = one.profile_logical_id;
      row.enterprise_id = one.enterprise_id;
    }
    return row;
  }

  void add(const profile_row& where, wish what) {
    intent body;
    body.wanted = wanted_;
    body.id = rule_id(how_.cluster_id, object_.meta.uid);
    body.created = object_.meta.created;
    body.profile = where;
    body.adopt = annotated(object_, annotation::adopt);
    body.dry_run = dry_run_at_ == where.id;
    if (what != wish::place)
      body.limits = limits_;
    if (const auto held = recorded_.find(where.id); held != recorded_.end())
      body.recorded = held->second;
    fragment part;
    part.from = {object_.meta.key, object_.meta.uid};
    part.generation = object_.meta.generation;
    part.target = target_key(how_.name, where.id);
    part.what = what;
    part.recorded = !body.recorded.empty();
    part.urgent = what == wish::remove && object_.meta.deleting.has_value();
    part.digest = digest_of(what, body);
    part.body = take_snapshot(std::move(body));
    out_.parts.push_back(std::move(part));
  }

  std::string digest_of(wish what, const intent& body) const {
    const auto& w = body.wanted;
    std::string out{to_string(what)};
    for (const auto& field :
         {w.segment, w.name, w.fqdn, w.service_class, w.link_policy, w.service_group, w.priority})
      out += "/" + field;
    out += "/" + std::to_string(w.dport) + "/" + std::to_string(w.bandwidth);
    out += body.adopt ? "/adopt" : "";
    out += body.dry_run ? "/dry-run" : "";
    out += object_.meta.deleting ? "/deleting" : "";
    out += "/" + body.limits.digest();
    for (const auto& one : body.recorded)
      out += "/" + identity_of(one, body.id);
    return out;
  }

  void tell(bool warning, std::string_view why, std::string text) {
    out_.notices.push_back(
      {{object_.meta.key, object_.meta.uid}, warning, std::string{why}, std::move(text)});
  }

  /// An annotation of ours that says nothing to us: whoever wrote it believes that it does.
  void warn_of_annotations() {
    for (const auto& [name, value] : object_.meta.annotations)
      if (std::ranges::find(annotation::all, name) == annotation::all.end())
        tell(true, reason::unknown_annotation,
             "annotation " + name + " is ignored" + choice(name, annotation::all));
      else if (value != "true" && value != "false")
        tell(true, reason::invalid_annotation,
             "annotation " + name + " is " + quoted(value)
               + " and ignored; allowed: true or false");
  }

  void warn_of_steering() {
    const bool any = wanted_.service_group == "ALL";
    if ((wanted_.link_policy == "auto") != any)
      tell(false, reason::steering_ambiguous,
           "link-policy " + wanted_.link_policy + " with service-group " + wanted_.service_group
             + " is passed on as it is; VCO's own page does not offer it");
  }

  const settings& how_;
  const k8s::projection& object_;
  const view& index_;
  const snapshot<record> inventory_;
  const profile_inventory* known_ = nullptr;
  rule_spec wanted_;
  std::map<std::int64_t, std::vector<placement>> recorded_; ///< by profile id
  rules_in_force limits_;
  std::int64_t dry_run_at_ = 0;
  interpretation out_;
};

} // namespace

interpretation interpret(const settings& how, const k8s::projection& object, const view& index) {
  return reading{how, object, index}.read();
}

} // namespace weft::velocloud
