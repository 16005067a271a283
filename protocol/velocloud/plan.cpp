#include "protocol/velocloud/plan.hpp"

#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/planner.hpp"

namespace weft::velocloud {

namespace {

constexpr std::size_t large_data = 4U << 20U;

/// What a profile without a QOS module would have at first.
module_state empty_module() {
  module_state out;
  out.data = json::value::of(
    {{"serviceRateLimit", json::value::of({{"enabled", false}})},
     {"segments",
      json::value::list({json::value::of(
        {{"segment",
          json::value::of({{"segmentId", 0}, {"name", global_segment}, {"type", "REGULAR"}})},
         {"rules", json::array{}},
         {"webProxy", json::value::of({{"providers", json::array{}}})}})})}});
  return out;
}

bool holds_nothing(std::string_view trouble) {
  return trouble == reason::profile_not_found || trouble == reason::module_missing;
}

/// Where there is no module, nothing of anybody's is there, and nothing can be placed.
proposal without_module(const plan_request& request) {
  proposal out;
  const auto& seen = request.observed;
  for (const auto& [who, part] : request.parts) {
    auto& said = out.verdicts[who];
    if (part->what != wish::place && holds_nothing(seen.trouble)) {
      said.how_far = progress::absent;
      continue;
    }
    said.reason = seen.trouble.empty() ? std::string{reason::module_missing} : seen.trouble;
    said.message = seen.message;
  }
  return out;
}

/// How long the document is when written, give or take escapes.
std::size_t length_of(const json::value& what) {
  if (const auto* text = what.as_string())
    return text->size() + 2;
  if (const auto* number = what.as_number())
    return number->literal.size();
  std::size_t total = 2;
  if (const auto* items = what.as_array())
    for (const auto& item : *items)
      total += length_of(item) + 1;
  else if (const auto* members = what.as_object())
    for (const auto& [name, held] : *members)
      total += name.size() + 4 + length_of(held);
  else
    total = 4;
  return total;
}

transaction write_of(const plan_request& request, decision decided, const module_state& module,
                     bool create) {
  module_write body;
  body.profile_id = profile_of(request.target).value_or(0);
  body.module_id = module.id;
  body.create = create;
  body.data = *std::move(decided.data);
  body.version_before = request.observed.version;
  body.module_before = request.observed.body;
  body.ours = std::move(decided.ours);
  transaction out;
  out.target = request.target;
  for (const auto& [who, said] : decided.said.verdicts)
    if (said.changes && ++out.changes == 1)
      body.on_behalf_of = who;
  out.bytes = length_of(body.data);
  out.body = take_snapshot(std::move(body));
  return out;
}

} // namespace

proposal plan(const settings& how, const plan_request& request) {
  const bool create = request.observed.trouble == reason::module_missing && how.create_module;
  if (!create && (!request.observed.trouble.empty() || !request.observed.body))
    return without_module(request);
  const auto made = create ? empty_module() : module_state{};
  const auto& module = create ? made : as<module_state>(request.observed.body);
  auto decided = planner{how, request, module}.decide();
  auto out = decided.said;
  if (!decided.data)
    return out;
  auto work = write_of(request, std::move(decided), module, create);
  if (work.bytes > large_data)
    out.notices.push_back({{}, true, "ModuleLarge", request.target + " is larger than 4 MiB"});
  out.work = take_snapshot(std::move(work));
  return out;
}

} // namespace weft::velocloud
