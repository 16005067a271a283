#include "protocol/k8s/discovery.hpp"

#include "protocol/json/value.hpp"

#include <algorithm>

namespace weft::k8s {

namespace {

std::string path_of(const kind& which) {
  return (which.group.empty() ? "/api/" : "/apis/") + api_version(which);
}

bool may_be_made(const json::value& resource) {
  const auto* verbs = resource.find("verbs");
  const auto* all = verbs ? verbs->as_array() : nullptr;
  return all && std::any_of(all->begin(), all->end(), [](const json::value& verb) {
           return verb.text_or("") == "create";
         });
}

} // namespace

std::string_view to_string(standing how) {
  constexpr std::string_view words[] = {"served", "ending", "absent"};
  return words[static_cast<std::size_t>(how)];
}

request resources_request(const kind& which) {
  request asked;
  asked.target = path_of(which);
  return asked;
}

result<standing> read_standing(const response& answer, const kind& which) {
  const auto body = json::parse(answer.body);
  const auto* resources = body ? body->find("resources") : nullptr;
  if (!resources || !resources->as_array())
    return fault{errc::malformed, "no list of resources", "k8s GET " + path_of(which), {}};
  for (const auto& one : *resources->as_array())
    if (one.text_at({"name"}) == which.plural)
      return may_be_made(one) ? standing::served : standing::ending;
  return standing::absent;
}

result<standing> read_standing(const fault& why) {
  if (why.code == errc::not_found)
    return standing::absent;
  return why;
}

} // namespace weft::k8s
