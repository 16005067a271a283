#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/names.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::string_view suffix = ".json";
constexpr std::size_t uid_length = 36;

} // namespace

record_name name_of(const attachment_record& what) {
  return {what.pod_uid, what.container_id, what.interface};
}

std::string to_string(const record_name& name) {
  return (name.pod_uid + "-" + name.container_id + "-" + name.interface).append(suffix);
}

std::optional<record_name> read_record_name(std::string_view file) {
  if (!file.ends_with(suffix) || file.size() <= uid_length || file[uid_length] != '-')
    return std::nullopt;
  file.remove_suffix(suffix.size());
  record_name out;
  out.pod_uid = file.substr(0, uid_length);
  file.remove_prefix(std::min(file.size(), uid_length + 1));
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
