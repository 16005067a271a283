#include "protocol/avi/wire/reference.hpp"

namespace weft::avi::wire {

namespace {

constexpr std::string_view root = "/api/";
constexpr std::string_view asks_name = "?name=";

} // namespace

std::string_view path_and_query(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (url.starts_with(scheme)) {
      const auto path = url.find('/', scheme.size());
      return path == url.npos ? std::string_view{} : url.substr(path);
    }
  return url.starts_with('/') && !url.starts_with("//") ? url : std::string_view{};
}

std::optional<reference> read_reference(std::string_view text) {
  auto rest = path_and_query(text);
  if (!rest.starts_with(root))
    return std::nullopt;
  rest.remove_prefix(root.size());
  reference out;
  if (const auto mark = rest.find('#'); mark != rest.npos) {
    out.name = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  const auto end = rest.find_first_of("/?");
  if (end == 0 || end == rest.npos)
    return std::nullopt;
  out.type = rest.substr(0, end);
  rest.remove_prefix(end);
  if (rest.starts_with('/'))
    rest.remove_prefix(1);
  if (rest.starts_with(asks_name)) {
    out.name = rest.substr(asks_name.size(), rest.find('&') - asks_name.size());
    return out.name.empty() ? std::nullopt : std::optional{std::move(out)};
  }
  out.uuid = rest.substr(0, rest.find_first_of("/?"));
  return out.uuid.empty() ? std::nullopt : std::optional{std::move(out)};
}

std::string refer_by_name(std::string_view type, std::string_view name) {
  return std::string{root}.append(type).append("/").append(asks_name).append(name);
}

std::string refer_by_uuid(std::string_view type, std::string_view uuid) {
  return std::string{root}.append(type).append("/").append(uuid);
}

} // namespace weft::avi::wire
