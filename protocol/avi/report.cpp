#include "protocol/avi/report.hpp"

#include "protocol/avi/ingresses.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/avi/words_back.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weft::avi {

namespace {

constexpr std::size_t message_limit = 1024; ///< bytes
constexpr std::string_view ready = "Ready";
/// What a place says that stands in the way for longer.
constexpr std::array refusals{reason::refused, reason::settings_at_fault, reason::bad_certificate};
/// What depends on more than the object's own generation.
constexpr std::array by_others{reason::bad_address, reason::no_certificate, reason::bad_backend,
                               reason::bad_host, reason::unsupported};

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

/// Whether a part says where the object is to be, and not what it claims.
bool is_place(const settings& how, const fragment& part) {
  return part.target != belongings_target(how);
}

/// What was last said of one of its places; null: nothing that counts now.
const outcome* said_of(const report_request& request, const fragment& part) {
  const auto found = request.outcomes.find(part.target);
  return found != request.outcomes.end()
             && found->second->generation == request.object.meta.generation
           ? found->second.get()
           : nullptr;
}

bool is_unknown(const outcome* said) {
  return !said || said->how_far == progress::intended || said->how_far == progress::absent
         || (said->how_far == progress::pending && said->reason.empty());
}

bool is_bad(const outcome& said) {
  return !said.accepted || said.how_far == progress::declined
         || std::ranges::find(refusals, said.reason) != refusals.end();
}

std::string added(const report_request& request, const std::set<std::string>& services) {
  const auto& of = request.object.meta.key;
  std::string all;
  for (const auto& one : services)
    all.append(all.empty() ? "" : ", ").append(one);
  return all.empty() ? all : "Added virtualservice " + all + " for " + of.ns + "/" + of.name;
}

void add_services(std::set<std::string>& to, const outcome& said) {
  if (const auto* one = dynamic_cast<const standing_service*>(said.evidence.get()))
    to.insert(one->virtual_service);
  if (const auto* all = dynamic_cast<const standing_ingress*>(said.evidence.get()))
    for (const auto& one : all->hosts)
      to.insert(one.virtual_service);
}

/// Whether what is stored was said of what is wished now.
bool is_current(const json::value& stored, const report_request& request) {
  const auto why = stored.text_at({"reason"});
  return stored.text_at({"type"}) == ready && std::ranges::find(by_others, why) == by_others.end()
         && stored.int_at({"observedGeneration"}, -1) == request.object.meta.generation;
}

json::value judge(const settings& how, const report_request& request, const json::value& stored) {
  const auto& meaning = request.meaning;
  if (!meaning.accepted)
    return word(request, "False", meaning.reason, meaning.message);
  const outcome* waits = nullptr;
  bool placed = false;
  bool unknown = false;
  std::set<std::string> services;
  for (const auto& part : meaning.parts) {
    if (!is_place(how, part))
      continue;
    const auto* said = said_of(request, part);
    if (!is_unknown(said) && said->how_far != progress::placed && is_bad(*said))
      return word(request, "False", said->reason, said->message);
    if (is_unknown(said) || said->how_far != progress::placed) {
      waits = waits ? waits : said;
      unknown = true;
    } else {
      add_services(services, *said);
      placed = true;
    }
  }
  if (placed && !unknown)
    return meaning.reason.empty() ? word(request, "True", reason::synced, added(request, services))
                                  : word(request, "False", meaning.reason, meaning.message);
  if (is_current(stored, request))
    return word(request, stored.text_at({"status"}), stored.text_at({"reason"}),
                stored.text_at({"message"}));
  return word(request, "Unknown", is_unknown(waits) ? std::string{reason::pending} : waits->reason,
              waits ? waits->message : meaning.message);
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

/// The evidence of a place where it is decided how it stands; null: there is none.
template <class Evidence>
const Evidence* evidence_of(const outcome* said) {
  const bool decided
    = said && said->how_far != progress::intended && said->how_far != progress::pending;
  return decided ? dynamic_cast<const Evidence*>(said->evidence.get()) : nullptr;
}

/// Of each host where it stands; of one that is not decided what it was told.
json::value tell_ingress(const settings& how, const report_request& request) {
  std::map<std::string, told_host> all;
  std::string controller;
  std::string tenant;
  for (const auto& part : request.meaning.parts) {
    if (!is_place(how, part))
      continue;
    if (const auto* where = evidence_of<standing_ingress>(said_of(request, part))) {
      for (const auto& one : where->hosts)
        all[one.name] = {one.name, where->addresses, one.uuid};
      controller = where->controller;
      tenant = where->tenant;
    } else {
      for (const auto& host : as<wished_ingress>(part.body).hosts)
        all[host.name] = told_of(request.object, host.name);
    }
  }
  std::vector<told_host> hosts;
  for (auto& [name, one] : all)
    hosts.push_back(std::move(one));
  return tell_hosts(request.object, hosts, controller, tenant);
}

/// What the object is told besides how it stands.
json::value tell(const settings& how, const report_request& request) {
  const auto& parts = request.meaning.parts;
  if (request.object.meta.key.kind == ingress_kind && !parts.empty())
    return tell_ingress(how, request);
  for (const auto& part : parts) {
    const auto* said = is_place(how, part) ? said_of(request, part) : nullptr;
    if (said && said->evidence && as<standing_service>(said->evidence).uuid.empty())
      return tell_removed(request.object);
    if (const auto* where = evidence_of<standing_service>(said))
      return tell_placed(request.object, *where);
  }
  const bool nothing = parts.empty() && request.meaning.decided;
  return nothing && !may_stand(how, request) ? tell_removed(request.object)
                                             : told_so_far(request.object);
}

} // namespace

json::value report(const settings& how, const report_request& request) {
  if (request.object.meta.key.kind == node_kind)
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
