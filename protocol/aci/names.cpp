#include "protocol/aci/names.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

constexpr std::size_t max_name = 64;
constexpr std::size_t max_cluster_id = 63;

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
         || c == '.' || c == '-';
}

} // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= max_name
         && std::all_of(text.begin(), text.end(), [](char c) { return plain(c) || c == ':'; });
}

bool is_cluster_id(std::string_view text) {
  return !text.empty() && text.size() <= max_cluster_id
         && std::all_of(text.begin(), text.end(), plain);
}

std::string to_string(const l3out_name& which) {
  return which.tenant + "/" + which.l3out;
}

std::string to_string(const eepg_name& where) {
  return where.tenant + "/" + where.l3out + "/" + where.epg;
}

} // namespace weft::aci
