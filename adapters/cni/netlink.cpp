#include "adapters/cni/netlink.hpp"

#include "adapters/cni/netlink_bytes.hpp"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace weft::cni {

namespace {

constexpr int tries = 5; ///< of a dump that changes under way
constexpr std::size_t mac_bytes = 6;

fault trouble(int error) {
  const auto code = error == ENODEV || error == ESRCH ? errc::not_found
                    : error == EEXIST                 ? errc::conflict
                    : error == EPERM                  ? errc::forbidden
                                                      : errc::unreachable;
  return {code, std::generic_category().message(error), "netlink", {}};
}

std::string text_of_mac(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char one : bytes) {
    const auto byte = static_cast<unsigned char>(one);
    out += (out.empty() ? "" : ":");
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

/// A link, and the index of its master.
struct read_link {
  interface_view what;
  std::uint32_t master = 0;
};

std::optional<read_link> link_in(std::string_view body) {
  if (body.size() < sizeof(ifinfomsg))
    return std::nullopt;
  const auto head = read_as<ifinfomsg>(body);
  const auto all = attributes(body.substr(NLMSG_ALIGN(sizeof head)));
  read_link out;
  out.what.index = static_cast<std::uint32_t>(head.ifi_index);
  out.what.up = (head.ifi_flags & IFF_UP) != 0;
  out.what.mtu = number_in<std::uint32_t>(all, IFLA_MTU);
  out.master = number_in<std::uint32_t>(all, IFLA_MASTER);
  if (const auto name = all.find(IFLA_IFNAME); name != all.end())
    out.what.name = std::string{name->second.substr(0, name->second.find('\0'))};
  if (const auto mac = all.find(IFLA_ADDRESS);
      mac != all.end() && mac->second.size() == mac_bytes && (head.ifi_flags & IFF_LOOPBACK) == 0)
    out.what.mac = text_of_mac(mac->second);
  return out;
}

struct read_address {
  std::uint32_t index = 0;
  std::string text;
};

std::optional<read_address> address_in(std::string_view body) {
  if (body.size() < sizeof(ifaddrmsg))
    return std::nullopt;
  const auto head = read_as<ifaddrmsg>(body);
  const auto all = attributes(body.substr(NLMSG_ALIGN(sizeof head)));
  auto found = all.find(IFA_LOCAL); // IFA_ADDRESS is the peer's where there is one
  if (found == all.end())
    found = all.find(IFA_ADDRESS);
  std::array<char, INET6_ADDRSTRLEN> text{};
  const std::size_t wanted = head.ifa_family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
  if (found == all.end() || found->second.size() < wanted
      || !::inet_ntop(head.ifa_family, found->second.data(), text.data(), text.size()))
    return std::nullopt;
  return read_address{head.ifa_index,
                      std::string{text.data()} + "/" + std::to_string(head.ifa_prefixlen)};
}

} // namespace

result<netlink> netlink::open() {
  net::owned_fd socket{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
  if (!socket)
    return trouble(errno);
  return netlink{std::move(socket)};
}

result<std::vector<interface_view>> netlink::all() {
  std::vector<std::string> links;
  std::vector<std::string> addresses;
  if (auto failed = dump(RTM_GETLINK, links))
    return *failed;
  if (auto failed = dump(RTM_GETADDR, addresses))
    return *failed;
  std::vector<read_link> read;
  for (const auto& one : links)
    if (auto got = link_in(one))
      read.push_back(*std::move(got));
  const auto by_index = [&](std::uint32_t index) {
    return std::find_if(read.begin(), read.end(),
                        [&](const read_link& one) { return one.what.index == index; });
  };
  for (const auto& one : addresses)
    if (auto got = address_in(one))
      if (const auto at = by_index(got->index); at != read.end())
        at->what.addresses.push_back(std::move(got->text));
  std::vector<interface_view> out;
  for (auto& one : read) {
    if (const auto master = by_index(one.master); one.master != 0 && master != read.end())
      one.what.master = master->what.name;
    out.push_back(one.what);
  }
  return out;
}

result<std::optional<interface_view>> netlink::find(const std::string& name) {
  if (name.empty() || name.size() >= IF_NAMESIZE)
    return std::optional<interface_view>{};
  std::array<char, IF_NAMESIZE> text{};
  name.copy(text.data(), name.size());
  nlmsghdr request = {};
  request.nlmsg_type = RTM_GETLINK;
  request.nlmsg_flags = NLM_F_REQUEST;
  std::vector<std::string> answers;
  const auto failed = ask(std::string{bytes_of(request)} + std::string{bytes_of(ifinfomsg{})}
                            + attribute(IFLA_IFNAME, {text.data(), text.size()}),
                          answers);
  if (failed && failed->code == errc::not_found)
    return std::optional<interface_view>{};
  if (failed)
    return *failed;
  auto got = answers.empty() ? std::nullopt : link_in(answers.front());
  if (!got)
    return trouble(EBADMSG);
  if (got->master != 0) {
    auto master = name_of(got->master);
    if (!master)
      return master.error();
    got->what.master = *std::move(master);
  }
  return std::optional{got->what};
}

/// @returns the name of the interface with this index; empty: it has just gone.
result<std::string> netlink::name_of(std::uint32_t index) {
  nlmsghdr request = {};
  request.nlmsg_type = RTM_GETLINK;
  request.nlmsg_flags = NLM_F_REQUEST;
  ifinfomsg which = {};
  which.ifi_index = static_cast<int>(index);
  std::vector<std::string> answers;
  const auto failed = ask(std::string{bytes_of(request)} + std::string{bytes_of(which)}, answers);
  if (failed && failed->code != errc::not_found)
    return *failed;
  const auto got = failed || answers.empty() ? std::nullopt : link_in(answers.front());
  return got ? got->what.name : std::string{};
}

std::optional<fault> netlink::dump(std::uint16_t what, std::vector<std::string>& answers) {
  nlmsghdr request = {};
  request.nlmsg_type = what;
  request.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  const auto text = std::string{bytes_of(request)} + std::string{bytes_of(rtgenmsg{})}
                    + std::string(NLMSG_ALIGN(sizeof(rtgenmsg)) - sizeof(rtgenmsg), '\0');
  std::optional<fault> failed;
  for (int tried = 0; tried < tries; ++tried) {
    answers.clear();
    failed = ask(text, answers);
    if (!failed || failed->code != errc::conflict)
      return failed;
  }
  return failed;
}

std::optional<fault> netlink::change(std::uint16_t what, std::uint16_t how,
                                     const std::string& body) {
  nlmsghdr request = {};
  request.nlmsg_type = what;
  request.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | how);
  std::vector<std::string> answers;
  return ask(std::string{bytes_of(request)} + body, answers);
}

/// Sends the request, its length and number put in, and gathers the bodies of what answers it.
/// @returns errc::conflict also for a dump during which something changed.
std::optional<fault> netlink::ask(const std::string& request, std::vector<std::string>& answers) {
  auto text = request;
  auto head = read_as<nlmsghdr>(text);
  head.nlmsg_len = static_cast<std::uint32_t>(text.size());
  head.nlmsg_seq = ++sequence_;
  text.replace(0, sizeof head, bytes_of(head));
  if (::send(socket_.get(), text.data(), text.size(), 0) < 0)
    return trouble(errno);
  const bool many = (head.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
  bool changed = false;
  std::array<char, 32'768> piece{};
  for (;;) {
    const auto got = ::recv(socket_.get(), piece.data(), piece.size(), 0);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return trouble(errno);
    for (std::string_view left{piece.data(), static_cast<std::size_t>(got)};
         left.size() >= sizeof(nlmsghdr);) {
      const auto one = read_as<nlmsghdr>(left);
      if (one.nlmsg_len < sizeof one || one.nlmsg_len > left.size())
        return trouble(EBADMSG);
      const auto body = left.substr(sizeof one, one.nlmsg_len - sizeof one);
      left.remove_prefix(std::min<std::size_t>(left.size(), NLMSG_ALIGN(one.nlmsg_len)));
      if (one.nlmsg_seq != head.nlmsg_seq)
        continue; // of a question that was given up
      changed = changed || (one.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
      if (one.nlmsg_type == NLMSG_DONE)
        return changed ? std::optional{fault{errc::conflict, "changed under way", "netlink", {}}}
                       : std::nullopt;
      if (one.nlmsg_type == NLMSG_ERROR) {
        const int error = body.size() < sizeof(int) ? EBADMSG : -read_as<int>(body);
        return error == 0 ? std::nullopt : std::optional{trouble(error)};
      }
      answers.emplace_back(body);
      if (!many)
        return std::nullopt;
    }
  }
}

} // namespace weft::cni
