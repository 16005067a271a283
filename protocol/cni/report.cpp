#include "protocol/cni/report.hpp"

#include "protocol/cni/status_entry.hpp"
#include "protocol/sha256.hpp"

namespace weft::cni {

namespace {

/// What the target said last; null: nothing.
snapshot<record> said_in(const report_request& request) {
  if (request.meaning.parts.empty())
    return nullptr;
  const auto found = request.outcomes.find(request.meaning.parts.front().target);
  return found == request.outcomes.end() ? nullptr : found->second->evidence;
}

} // namespace

std::string digest_of(const reported_attachments& what) {
  constexpr std::size_t bytes = 16;
  auto text = json::write(what.entries);
  for (const auto& one : what.our_interfaces)
    text += "/" + one;
  return to_hex(sha256(text), bytes);
}

json::value report(const report_request& request) {
  const auto held = read_status(request.object.status);
  const auto said = said_in(request);
  if (!said || (!held && as<reported_attachments>(said).entries.empty())) {
    const auto as_it_is = json::parse(request.object.status);
    return as_it_is ? *as_it_is : json::value{};
  }
  const auto& ours = as<reported_attachments>(said);
  return merge_status(held ? &*held : nullptr, ours.our_interfaces, ours.entries);
}

} // namespace weft::cni
