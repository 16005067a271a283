#include "adapters/avi/core.hpp"
#include "adapters/avi/sim/patch.hpp"
#include "adapters/avi/sim/references.hpp"
#include "adapters/avi/sim/rules.hpp"
#include "adapters/avi/sim/types.hpp"
#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <array>

namespace weft::avi::sim {

namespace {

std::string not_found(std::string_view type) {
  return std::string{find_type(type)->model} + " object not found!";
}

/// What texts stand for numbers, where those are asked for. @see avi.md 2.15
void numbers_to_text(json::value& in) {
  if (auto* members = in.as_object()) {
    for (auto& [name, held] : *members)
      if (const auto* number = held.as_number(); number && (name == "mask" || name == "port"))
        held = number->literal;
      else
        numbers_to_text(held);
  } else if (auto* items = in.as_array()) {
    for (auto& held : *items)
      numbers_to_text(held);
  }
}

void keep_fields(json::value& body, std::string_view wanted) {
  const std::string names = "," + std::string{wanted} + ",uuid,url,name,";
  if (auto* members = body.as_object())
    std::erase_if(*members, [&](const json::member& one) {
      return names.find("," + one.first + ",") == std::string::npos;
    });
}

} // namespace

object_ptr core::find_visible(const visit& by, std::string_view type, std::string_view uuid) const {
  const auto held = objects_.find(type, uuid);
  if (!held)
    return nullptr;
  const bool shared = held->tenant == "admin" && find_type(type)->is_shared;
  return by.tenant == "*" || held->tenant == by.tenant || shared ? held : nullptr;
}

net::http_response core::serve(visit& by, std::string_view type) {
  if (const auto name = unknown_option(by.where); !name.empty())
    return refuse(400, "Unknown query parameter " + name);
  const auto& method = by.what->method;
  if (by.where.path.size() == 2) {
    if (method == "GET")
      return list(by, type);
    return method == "POST" ? create(by, type) : refuse(405, "Method not allowed");
  }
  const auto& uuid = by.where.path[2];
  const auto held = find_visible(by, type, uuid);
  if (!held)
    return refuse(404, not_found(type));
  if (method == "GET")
    return read(by, *held);
  if (auto no = turn_away(by, *held))
    return *std::move(no);
  if (method == "PUT")
    return replace(by, held);
  if (method == "PATCH")
    return patch(by, held);
  return method == "DELETE" ? erase(by, held) : refuse(405, "Method not allowed");
}

std::optional<net::http_response> core::turn_away(visit& by, const object& which) {
  by.writes = which.type + " " + which.uuid;
  for (const auto& [ticket, other] : flights_)
    if (other.writes == by.writes)
      break_rule(by, "I5", "while another write of it is under way");
  if (which.tenant == by.tenant)
    return std::nullopt;
  return refuse(400, "Cannot modify " + std::string{find_type(which.type)->model}
                       + " object of tenant " + which.tenant);
}

net::http_response core::list(visit& by, std::string_view type) {
  ++seen_.reads;
  std::vector<object_ptr> found;
  for (auto& one : objects_.all(type))
    if (find_visible(by, type, one->uuid) && is_asked_for(*one, by.where, objects_))
      found.push_back(std::move(one));
  const auto window = window_of(by.where, found.size(), settings.default_page);
  const auto first = settings.pages_repeat ? 0 : window.first;
  json::array results;
  for (auto i = first; i < std::min(found.size(), first + window.size); ++i)
    results.push_back(rendered(by, *found[i], by.where.wants("include_name")));
  json::value out;
  if (!settings.lists_bare)
    out.set("count", static_cast<std::uint64_t>(found.size()));
  out.set("results", settings.null_results ? json::value{} : json::value{std::move(results)});
  if (!window.is_last) {
    const auto host = settings.next_host.empty() ? by.origin : settings.next_host;
    const auto page = settings.next_loops ? window.page : window.page + 1;
    out.set("next", host + with_page(by.what->target, page));
  }
  return as_json(200, out);
}

net::http_response core::read(visit& by, const object& which) {
  ++seen_.reads;
  if (which.type == "network" && !by.where.option("cloud_uuid"))
    return refuse(400, "cloud_uuid is required");
  return as_json(200, rendered(by, which, by.where.wants("include_name")));
}

json::value core::rendered(const visit& by, const object& which, bool with_names) const {
  auto out = which.body;
  shape_for(by.version, which, out);
  if (by.where.wants("skip_default"))
    leave_out(which.type, out);
  if (which.body.text_at({"type"}) == "VS_TYPE_VH_PARENT") {
    json::array children;
    for (const auto& one : objects_.referrers(which.uuid))
      if (one->type == which.type)
        children.push_back(one->uuid);
    out.set("vh_child_vs_uuid", std::move(children));
  }
  each_reference(out, [&](std::string& text) {
    const auto read = wire::read_reference(text);
    const auto held = read ? objects_.find(read->type, read->uuid) : nullptr;
    text = by.origin + text + (with_names && held ? "#" + held->name : "");
    return true;
  });
  out.set("url", by.origin + wire::refer_by_uuid(which.type, which.uuid)
                   + (with_names ? "#" + which.name : ""));
  out.set("_last_modified", std::to_string(which.modified));
  if (by.where.option("join_subresources") == "runtime")
    out.set("runtime", json::value::of({{"oper_status", json::value::of({{"state", "OPER_UP"}})}}));
  if (settings.numbers_as_text)
    numbers_to_text(out);
  if (settings.extra_members)
    out.set("vendor_extension", json::value::of({{"since", "tomorrow"}, {"none", nullptr}}));
  if (const auto wanted = by.where.option("fields"))
    keep_fields(out, *wanted);
  return out;
}

net::http_response core::create(visit& by, std::string_view type) {
  auto body = json::parse(by.what->body);
  if (!body || !body->is_object())
    return refuse(400, "The body is no JSON object");
  by.writes = std::string{type} + " named " + std::string{body->text_at({"name"})};
  for (const auto& [ticket, other] : flights_)
    if (other.writes == by.writes)
      break_rule(by, "I5", "while another of that name is being made");
  object fresh;
  fresh.type = type;
  fresh.uuid = fresh.type + "-" + make_uuid();
  fresh.body = *std::move(body);
  if (const auto no = prepare(by, nullptr, fresh))
    return refuse(no->status, no->text);
  const auto uuid = fresh.uuid;
  commit(by, nullptr, std::move(fresh));
  const auto held = objects_.find(type, uuid);
  auto out = as_json(201, rendered(by, *held, true));
  out.fields.emplace_back("Location", by.origin + wire::refer_by_uuid(type, uuid));
  return out;
}

net::http_response core::replace(visit& by, const object_ptr& which) {
  auto before = which;
  if (auto found = before_put_.extract({which->type, which->name}))
    for (const auto& how : found.mapped()) {
      edit(which->type, which->name, how, by.now);
      before = objects_.find(which->type, which->uuid);
    }
  auto body = json::parse(by.what->body);
  if (!body || !body->is_object())
    return refuse(400, "The body is no JSON object");
  const auto said = number_or(body->find("_last_modified"), before->modified);
  if (said < before->modified) {
    ++seen_.stale;
    return refuse(412,
                  "Concurrent Update Error: the object was changed. Need to reload object data "
                    + std::string{find_type(which->type)->model} + " " + which->name);
  }
  if (said > before->modified)
    break_rule(by, "I4", "a _last_modified newer than stored");
  auto fresh = *before;
  fresh.body = *std::move(body);
  if (const auto no = prepare(by, before.get(), fresh))
    return refuse(no->status, no->text);
  commit(by, before, std::move(fresh));
  return as_json(200, rendered(by, *objects_.find(which->type, which->uuid), true));
}

net::http_response core::patch(visit& by, const object_ptr& which) {
  const auto said = json::parse(by.what->body);
  auto fresh = *which;
  const auto trouble = said ? apply_patch(fresh.body, *said) : "The body is no JSON";
  if (!trouble.empty())
    return refuse(400, trouble);
  if (const auto no = prepare(by, which.get(), fresh))
    return refuse(no->status, no->text);
  commit(by, which, std::move(fresh));
  return as_json(200, rendered(by, *objects_.find(which->type, which->uuid), true));
}

net::http_response core::erase(visit& by, const object_ptr& which) {
  std::string users;
  for (const auto& one : objects_.referrers(which->uuid))
    if (one->uuid != which->uuid)
      users += (users.empty() ? "'" : ", '") + std::string{find_type(one->type)->model} + " "
               + one->name + "'";
  if (!users.empty())
    return refuse(403, "Cannot delete, object is referred by: [" + users + "]");
  commit(by, which, std::nullopt);
  return {204, {}, {}};
}

} // namespace weft::avi::sim
