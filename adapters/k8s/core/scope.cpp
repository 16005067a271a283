#include "adapters/k8s/core/scope.hpp"

#include "protocol/percent.hpp"

#include <vector>

namespace weft::k8s::server {

std::string scope::parameter(std::string_view wanted) const {
  const auto i = query.find(wanted);
  return i == query.end() ? std::string{} : i->second;
}

bool scope::flag(std::string_view wanted) const {
  const auto held = parameter(wanted);
  return held == "true" || held == "1" || held == "True";
}

std::string scope::manager() const {
  if (auto given = parameter("fieldManager"); !given.empty())
    return given;
  const auto agent = asked->user_agent.substr(0, asked->user_agent.find('/'));
  return agent.empty() ? "unknown" : agent;
}

subject scope::about() const {
  return {name, what->group, what->plural, ""};
}

subject scope::about_kind() const {
  return {name, what->group, what->kind, ""};
}

std::string scope::key_of(const std::string& ns, const std::string& name) {
  return ns.empty() ? name : ns + "/" + name;
}

namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto end = text.find(at);
    auto part = text.substr(0, end);
    while (part.starts_with(' '))
      part.remove_prefix(1);
    out.push_back(part);
    if (end == text.npos)
      return out;
    text.remove_prefix(end + 1);
  }
}

std::string_view part_named(const std::vector<std::string_view>& parts, std::string_view start) {
  for (const auto part : parts)
    if (part.starts_with(start))
      return part.substr(start.size());
  return {};
}

} // namespace

bool read_accept(std::string_view accept, scope& into) {
  if (accept.empty())
    return true;
  for (const auto range : split(accept, ',')) {
    const auto parts = split(range, ';');
    const auto type = parts.front();
    if (type != "application/json" && type != "*/*" && type != "application/*")
      continue;
    const auto as = part_named(parts, "as=");
    const auto version = part_named(parts, "v=");
    if (as.empty() || (part_named(parts, "g=") == "meta.k8s.io" && version == "v1")) {
      into.shown = as == "Table"                             ? form::table
                   : as.starts_with("PartialObjectMetadata") ? form::partial
                                                             : form::whole;
      into.shown_as_list = as == "PartialObjectMetadataList";
      return true;
    }
  }
  return false;
}

std::optional<resource_path> read_path(std::string_view path) {
  if (!path.starts_with('/'))
    return std::nullopt;
  std::vector<std::string> parts;
  for (const auto part : split(path.substr(1), '/'))
    parts.push_back(percent_decoded(part));
  while (!parts.empty() && parts.back().empty())
    parts.pop_back();
  resource_path out;
  std::size_t at = 0;
  auto next = [&] { return at < parts.size() ? parts[at++] : std::string{}; };
  const auto root = next();
  if (root == "apis")
    out.group = next();
  else if (root != "api")
    return std::nullopt;
  out.version = next();
  if (at < parts.size() && parts[at] == "watch") {
    out.watches = true;
    ++at;
  }
  // /namespaces/a is the object, /namespaces/a/pods what is in it, /namespaces/a/status neither.
  const bool inside = parts.size() > at + 2 && parts[at] == "namespaces"
                      && parts[at + 2] != "status" && parts[at + 2] != "finalize";
  if (inside) {
    ++at;
    out.ns = next();
  }
  out.plural = next();
  out.name = next();
  out.subresource = next();
  if (out.plural.empty() || at < parts.size())
    return std::nullopt;
  return out;
}

} // namespace weft::k8s::server
