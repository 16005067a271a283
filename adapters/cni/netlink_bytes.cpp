#include "adapters/cni/netlink_bytes.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>

namespace weft::cni {

attribute_list attributes(std::string_view bytes) {
  attribute_list out;
  while (bytes.size() >= sizeof(rtattr)) {
    const auto head = read_as<rtattr>(bytes);
    if (head.rta_len < sizeof(rtattr) || head.rta_len > bytes.size())
      break;
    out[head.rta_type] = bytes.substr(sizeof(rtattr), head.rta_len - sizeof(rtattr));
    bytes.remove_prefix(std::min<std::size_t>(bytes.size(), RTA_ALIGN(head.rta_len)));
  }
  return out;
}

std::string attribute(unsigned short type, std::string_view bytes) {
  rtattr head = {};
  head.rta_type = type;
  head.rta_len = static_cast<unsigned short>(sizeof head + bytes.size());
  std::string out{bytes_of(head)};
  out += bytes;
  out.resize(RTA_ALIGN(out.size()), '\0');
  return out;
}

} // namespace weft::cni
