#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/names.hpp"

namespace weft::cni {

namespace {

constexpr std::string_view suffix = ".json";
constexpr std::size_t uid_length = 36;

/// The longest of `known` that `text` begins with, when "-" follows it.
std::string_view beginning_of(std::string_view text, const std::vector<std::string>& known) {
  std::string_view best;
  for (const auto& one : known)
    if (one.size() > best.size() && text.size() > one.size() && text.starts_with(one)
        && text[one.size()] == '-')
      best = one;
  return best;
}

} // namespace

record_name name_of(const attachment_record& what) {
  return {what.pod_uid, what.container_id, what.interface};
}

std::string to_string(const record_name& name) {
  return (name.pod_uid + "-" + name.container_id + "-" + name.interface).append(suffix);
}

std::optional<record_name> read_record_name(std::string_view file,
                                            const std::vector<std::string>& known_uids,
                                            const std::vector<std::string>& known_ids) {
  if (!file.ends_with(suffix))
    return std::nullopt;
  file.remove_suffix(suffix.size());
  record_name out;
  out.pod_uid = beginning_of(file, known_uids);
  if (out.pod_uid.empty() && file.size() > uid_length && file[uid_length] == '-')
    out.pod_uid = file.substr(0, uid_length);
  if (out.pod_uid.empty())
    return std::nullopt;
  file.remove_prefix(out.pod_uid.size() + 1);
  out.container_id = beginning_of(file, known_ids);
  if (out.container_id.empty())
    out.container_id = file.substr(0, file.find('-'));
  if (file.size() <= out.container_id.size())
    return std::nullopt;
  out.interface = file.substr(out.container_id.size() + 1);
  const bool usable
    = is_cni_name(out.pod_uid) && is_cni_name(out.container_id) && is_interface_name(out.interface);
  return usable ? std::optional{std::move(out)} : std::nullopt;
}

std::string libcni_name(const attachment_record& what) {
  return what.network_name + "-" + what.container_id + "-" + what.interface;
}

} // namespace weft::cni
