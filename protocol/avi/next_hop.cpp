#include "protocol/avi/next_hop.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/k8s/records/node.hpp"

#include <algorithm>
#include <string_view>

namespace weft::avi {

namespace {

std::string_view bare(std::string_view text) {
  text = text.substr(0, text.find('/'));
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view{}
                            : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_within(const std::string& address, const settings& how) {
  const auto host = read_network(address + (is_v6(address) ? "/128" : "/32"));
  return host && std::ranges::any_of(how.node_networks, [&](const node_network& one) {
           return std::ranges::any_of(one.cidrs, [&](const std::string& cidr) {
             const auto range = read_network(cidr);
             return range && contains(*range, *host);
           });
         });
}

class search {
public:
  explicit search(const settings& how) : how_(how) {}

  /// Takes one that an annotation says; the last of each family counts.
  void say(std::string_view text, std::string_view of) {
    if (bare(text).empty())
      return;
    const auto read = canonical_address(bare(text));
    if (read)
      place(*read) = *read;
    else
      out_.trouble = "annotation " + std::string{of}
                     + " holds what is no address: " + std::string{text.substr(0, most_shown)};
  }

  void fill_up(const std::vector<std::string>& addresses) {
    next_hops first;
    next_hops fitting;
    for (const auto& text : addresses) {
      const auto read = canonical_address(text);
      if (!read)
        continue;
      take_first(first, *read);
      if (is_within(*read, how_))
        take_first(fitting, *read);
    }
    for (const auto member : {&next_hops::v4, &next_hops::v6})
      if ((out_.*member).empty())
        out_.*member = (fitting.*member).empty() ? first.*member : fitting.*member;
  }

  next_hops take() { return std::move(out_); }

private:
  static constexpr std::size_t most_shown = 60;

  std::string& place(const std::string& address) { return is_v6(address) ? out_.v6 : out_.v4; }

  static void take_first(next_hops& into, const std::string& address) {
    auto& held = is_v6(address) ? into.v6 : into.v4;
    if (held.empty())
      held = address;
  }

  const settings& how_;
  next_hops out_;
};

} // namespace

next_hops find_next_hops(const settings& how, const k8s::projection& node) {
  search out{how};
  const auto said = [&](std::string_view name) -> std::string_view {
    const auto* held = k8s::find(node.meta.annotations, name);
    return held ? std::string_view{*held} : std::string_view{};
  };
  if (how.cni_plugin == "calico") {
    out.say(said(annotation::calico_v4), annotation::calico_v4);
    out.say(said(annotation::calico_v6), annotation::calico_v6);
  } else if (how.cni_plugin == "antrea") {
    auto rest = said(annotation::antrea);
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      out.say(rest.substr(0, comma), annotation::antrea);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  if (node.body)
    out.fill_up(as<k8s::node_record>(node.body).addresses);
  return out.take();
}

} // namespace weft::avi
