#include "protocol/avi/report.hpp"

#include "protocol/avi/names.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/avi/words_back.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::avi {

namespace {

constexpr std::size_t message_limit = 1024; ///< bytes
constexpr std::string_view ready = "Ready";

json::value stored_in(const k8s::projection& object) {
  const auto read = json::parse(object.status);
  return read && read->is_object() ? *read : json::value{json::object{}};
}

json::value word(const report_request& of, std::string_view status, std::string_view why,
                 std::string_view text) {
  return json::value::of({{"type", ready},
                          {"status", status},
                          {"reason", why},
                          {"message", beginning(text, message_limit)},
                          {"observedGeneration", of.object.meta.generation}});
}

const outcome* said_of(const settings& how, const report_request& request) {
  for (const auto& part : request.meaning.parts) {
    if (part.target == belongings_target(how))
      continue;
    const auto found = request.outcomes.find(part.target);
    if (found != request.outcomes.end()
        && found->second->generation == request.object.meta.generation)
      return found->second.get();
  }
  return nullptr;
}

std::string added(const report_request& request, const outcome& said) {
  const auto& of = request.object.meta.key;
  if (!said.evidence)
    return {};
  return "Added virtualservice " + as<standing_service>(said.evidence).virtual_service + " for "
         + of.ns + "/" + of.name;
}

/// Whether what is stored was said of what is wished now.
bool is_current(const json::value& stored, const report_request& request) {
  return stored.text_at({"type"}) == ready && stored.text_at({"reason"}) != reason::bad_address
         && stored.int_at({"observedGeneration"}, -1) == request.object.meta.generation;
}

json::value judge(const settings& how, const report_request& request, const json::value& stored) {
  const auto& meaning = request.meaning;
  if (!meaning.accepted)
    return word(request, "False", meaning.reason, meaning.message);
  const auto* said = said_of(how, request);
  const bool unknown = !said || said->how_far == progress::intended
                       || said->how_far == progress::absent
                       || (said->how_far == progress::pending && said->reason.empty());
  if (!unknown && said->how_far == progress::placed)
    return word(request, "True", reason::synced, added(request, *said));
  if (!unknown
      && (!said->accepted || said->how_far == progress::declined || said->reason == reason::refused
          || said->reason == reason::settings_at_fault))
    return word(request, "False", said->reason, said->message);
  if (is_current(stored, request))
    return word(request, stored.text_at({"status"}), stored.text_at({"reason"}),
                stored.text_at({"message"}));
  return word(request, "Unknown", unknown ? std::string{reason::pending} : said->reason,
              said ? said->message : meaning.message);
}

timestamp since(const json::value& stored, const json::value& said, timestamp now) {
  const auto held = from_rfc3339(stored.text_at({"lastTransitionTime"}));
  const bool same = stored.text_at({"status"}) == said.text_at({"status"});
  return same && held != timestamp{} ? held : now;
}

/// Whether something of it may still stand on the controller.
bool may_stand(const settings& how, const report_request& request) {
  return std::ranges::any_of(request.outcomes, [&](const auto& one) {
    return one.first != belongings_target(how) && one.second->how_far != progress::absent;
  });
}

/// What the object is told besides how it stands.
json::value tell(const settings& how, const report_request& request) {
  const auto* said = said_of(how, request);
  if (said && said->evidence && as<standing_service>(said->evidence).uuid.empty())
    return tell_removed(request.object);
  const bool decided
    = said && said->how_far != progress::intended && said->how_far != progress::pending;
  if (decided && said->evidence)
    return tell_placed(request.object, as<standing_service>(said->evidence));
  const bool nothing = request.meaning.parts.empty() && request.meaning.decided;
  return nothing && !may_stand(how, request) ? tell_removed(request.object)
                                             : told_so_far(request.object);
}

} // namespace

json::value report(const settings& how, const report_request& request) {
  if (request.object.meta.key.kind != service_kind)
    return json::object{};
  const auto stored = stored_in(request.object);
  const bool nobodys
    = request.meaning.parts.empty() && request.meaning.accepted && request.meaning.decided;
  if (nobodys && (!is_told(request.object) || may_stand(how, request)))
    return stored;
  auto out = tell(how, request);
  if (nobodys)
    return out;
  const auto said = judge(how, request, stored);
  for (const auto& [name, held] : *said.as_object())
    out.set(name, held);
  out.set("lastTransitionTime", to_rfc3339(since(stored, said, request.now)));
  return out;
}

} // namespace weft::avi
