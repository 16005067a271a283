#include "adapters/avi/core.hpp"
#include "adapters/avi/sim/references.hpp"
#include "adapters/avi/sim/rules.hpp"
#include "adapters/avi/sim/types.hpp"
#include "adapters/avi/sim/witness.hpp"
#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace weft::avi::sim {

namespace {

constexpr std::size_t longest_log = 20'000;
constexpr std::size_t longest_history = 20;
constexpr std::size_t most_violations = 1'000;

/// What the controller says of an object and nobody may write.
constexpr std::array said_by_controller{"url", "_last_modified", "vh_child_vs_uuid", "runtime",
                                        "vendor_extension"};

/// Numbers that a peer may write as texts. @see avi.md 2.15
void text_to_numbers(json::value& in) {
  if (auto* members = in.as_object()) {
    for (auto& [name, held] : *members)
      if ((name == "mask" || name == "port") && held.is_string() && number_or(&held, -1) >= 0)
        held = number_or(&held, -1);
      else
        text_to_numbers(held);
  } else if (auto* items = in.as_array()) {
    for (auto& held : *items)
      text_to_numbers(held);
  }
}

objection missing(std::string_view type) {
  const auto* rule = find_type(type);
  const bool told_as_bad = type == "vrfcontext" || type == "network";
  return {told_as_bad ? 400 : 404, std::string{rule ? rule->model : type} + " object not found!"};
}

std::vector<std::string> differing(const object* before, const object* after) {
  std::vector<std::string> out;
  if (!before || !after)
    return out;
  for (const auto& [name, held] : *after->body.as_object())
    if (const auto* was = before->body.find(name); !was || !(*was == held))
      out.push_back(name);
  for (const auto& [name, was] : *before->body.as_object())
    if (!after->body.find(name))
      out.push_back(name);
  return out;
}

} // namespace

std::optional<objection> core::resolve(object& fresh) const {
  std::optional<objection> trouble;
  each_reference(fresh.body, [&](std::string& text) {
    const auto read = wire::read_reference(text);
    if (!read || !find_type(read->type)) {
      trouble = read ? missing(read->type) : objection{400, "Not a reference: " + text};
      return false;
    }
    auto held = objects_.find(read->type, read->uuid);
    if (read->uuid.empty()) {
      const bool of_cloud = find_type(read->type)->of_cloud;
      const std::string_view cloud = of_cloud ? std::string_view{fresh.cloud} : std::string_view{};
      held = objects_.find_named(read->type, read->name, fresh.tenant, cloud);
      if (!held)
        held = objects_.find_named(read->type, read->name, "admin", cloud);
    }
    if (!held) {
      trouble = missing(read->type);
      return false;
    }
    text = wire::refer_by_uuid(held->type, held->uuid);
    return true;
  });
  return trouble;
}

std::optional<objection> core::title(visit& by, const object* before, object& fresh) {
  fresh.name = fresh.body.text_at({"name"});
  if (fresh.name.empty())
    return objection{400, "name is required"};
  fresh.tenant = before ? before->tenant : fresh.type == "tenant" ? "admin" : by.tenant;
  const auto tenant = wire::read_reference(fresh.body.text_at({"tenant_ref"}));
  if (tenant) {
    const auto held = objects_.find("tenant", tenant->uuid);
    if ((held ? held->name : tenant->name) != fresh.tenant) {
      break_rule(by, "I4", "tenant_ref names another tenant than the header");
      return objection{400, "tenant_ref does not match the tenant of the request"};
    }
  } else if (fresh.type != "tenant") {
    fresh.body.set("tenant_ref", wire::refer_by_name("tenant", fresh.tenant));
  }
  if (find_type(fresh.type)->of_cloud) {
    if (fresh.body.text_at({"cloud_ref"}).empty())
      fresh.body.set("cloud_ref", wire::refer_by_name("cloud", "Default-Cloud"));
    const auto cloud = wire::read_reference(fresh.body.text_at({"cloud_ref"}));
    const auto held = !cloud                ? nullptr
                      : cloud->uuid.empty() ? objects_.find_named("cloud", cloud->name, "admin")
                                            : objects_.find("cloud", cloud->uuid);
    if (!held)
      return missing("cloud");
    fresh.cloud = held->uuid;
  }
  const auto other = objects_.find_named(fresh.type, fresh.name, fresh.tenant, fresh.cloud);
  if (other && other->uuid != fresh.uuid)
    return objection{409, std::string{find_type(fresh.type)->model} + " with name " + fresh.name
                            + " already exists"};
  return std::nullopt;
}

std::optional<objection> core::prepare(visit& by, const object* before, object& fresh) {
  for (const auto* name : said_by_controller)
    fresh.body.erase(name);
  text_to_numbers(fresh.body);
  fresh.body.set("uuid", fresh.uuid);
  if (auto no = title(by, before, fresh))
    return no;
  if (auto no = resolve(fresh))
    return no;
  fill_in(fresh.type, fresh.body);
  if (settings.reject)
    if (auto why = settings.reject(fresh.type, fresh.body); !why.empty())
      return objection{400, std::move(why)};
  return settle(objects_, before, fresh, {by.version, settings.license_tier});
}

void core::commit(const visit& by, const object_ptr& before, std::optional<object> after) {
  if (by.is_judged())
    for (auto& one : judge_change(by.who->cluster, before.get(), after ? &*after : nullptr))
      if (violations_.size() < most_violations) {
        one.when = by.now;
        violations_.push_back(std::move(one));
      }
  using kind = transaction_entry::kind;
  const auto& about = after ? *after : *before;
  const bool changed = !before || !after || !(before->body == after->body);
  transactions_.push_back({by.now, by.who ? by.who->name : std::string{by_administrator},
                           !before  ? kind::created
                           : !after ? kind::deleted
                                    : kind::modified,
                           about.type, about.uuid, about.name,
                           differing(before.get(), after ? &*after : nullptr), changed});
  if (transactions_.size() > longest_log)
    transactions_.pop_front();
  if (by.who) {
    ++seen_.writes;
    ++seen_.writes_by_type[about.type];
    seen_.noop_writes += changed ? 0U : 1U;
    seen_.first_write = seen_.first_write.value_or(by.now);
    seen_.last_write = by.now;
  }
  if (before) {
    auto& past = history_[before->uuid];
    past.push_back(before);
    if (past.size() > longest_history)
      past.pop_front();
  }
  if (!after)
    return objects_.remove(before->type, before->uuid);
  after->modified = next_stamp(by.now);
  objects_.put(*std::move(after));
}

std::string core::make(std::string_view type, json::value body, instant now) {
  visit by;
  by.now = now;
  by.version = settings.version;
  object fresh;
  fresh.type = type;
  fresh.uuid = body.text_at({"uuid"}).empty() ? fresh.type + "-" + make_uuid()
                                              : std::string{body.text_at({"uuid"})};
  fresh.body = std::move(body);
  if (const auto tenant = wire::read_reference(fresh.body.text_at({"tenant_ref"})))
    by.tenant = tenant->name.empty() ? tenant->uuid : tenant->name;
  if (!find_type(type) || prepare(by, nullptr, fresh))
    return {};
  auto uuid = fresh.uuid;
  commit(by, nullptr, std::move(fresh));
  return uuid;
}

bool core::edit(std::string_view type, std::string_view name, const change& how, instant now) {
  const auto before = find(type, name);
  if (!before)
    return false;
  visit by;
  by.now = now;
  by.version = settings.version;
  auto fresh = *before;
  how(fresh.body);
  if (prepare(by, before.get(), fresh))
    return false;
  commit(by, before, std::move(fresh));
  return true;
}

bool core::remove(std::string_view type, std::string_view name, instant now) {
  const auto before = find(type, name);
  if (!before)
    return false;
  visit by;
  by.now = now;
  commit(by, before, std::nullopt);
  return true;
}

void core::before_next_put(std::string_view type, std::string_view name, change how) {
  before_put_[{std::string{type}, std::string{name}}].push_back(std::move(how));
}

std::int64_t core::next_stamp(instant now) {
  const auto micros
    = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  last_stamp_ = std::max(last_stamp_ + 1, std::int64_t{micros});
  return last_stamp_;
}

std::string core::make_uuid() {
  const auto high = dice_();
  const auto low = dice_();
  char text[40];
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-%04x-%012llx",
                static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xffff),
                static_cast<unsigned>(high & 0xfff),
                static_cast<unsigned>((low >> 48 & 0x3fff) | 0x8000),
                static_cast<unsigned long long>(low & 0xffffffffffff));
  return text;
}

} // namespace weft::avi::sim
