#include "protocol/cni/kactus.hpp"

#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/interface_name.hpp"

#include <algorithm>
#include <array>

namespace weft::cni {

namespace {

/// Whether it stands in for the Pod's first network, in either spelling.
bool is_first(const json::value& delegate) {
  return std::ranges::any_of(std::array{"masterPlugin", "masterplugin"}, [&](const char* name) {
    const auto* flag = delegate.find(name);
    return flag && flag->as_bool() && *flag->as_bool();
  });
}

/// What its ADD would have told.
json::value result_of(const interface_view& what, const std::string& netns,
                      const std::string& version) {
  const auto told = json::value::of({{"name", what.name}, {"mac", what.mac}, {"sandbox", netns}});
  json::value ips = json::array{};
  for (const auto& one : what.addresses)
    if (!one.starts_with("fe80:")) // the kernel's own
      ips.push_back(json::value::of({{"address", one}, {"interface", 0}}));
  return convert(json::value::of({{"cniVersion", "1.0.0"},
                                  {"interfaces", json::value::list({told})},
                                  {"ips", std::move(ips)}}),
                 version);
}

bool has_wanted_mac(const attachment_record& wanted, const interface_view& real) {
  const auto asked
    = std::ranges::find(wanted.args, "MAC", [](const auto& one) { return one.first; });
  return asked == wanted.args.end() || canonical_mac(asked->second) == canonical_mac(real.mac);
}

} // namespace

std::vector<kactus_attachment> read_kactus_file(std::string_view text) {
  std::vector<kactus_attachment> out;
  const auto read = json::parse(text);
  if (const auto* all = read ? read->as_array() : nullptr)
    for (const auto& one : *all)
      if (const auto name = one.text_at({"networkName"}); !name.empty() && !is_first(one))
        out.push_back({std::string{name}, json::write(one)});
  return out;
}

std::optional<operation> take_over(const operation& wanted, execution_mode mode,
                                   const std::vector<kactus_attachment>& made,
                                   const std::vector<interface_view>& within) {
  const auto& subject = wanted.subject;
  const auto found = std::ranges::find_if(made, [&](const kactus_attachment& one) {
    return subject.from == source::kaloom && subject.network == "default/" + one.network
           && subject.interface == hashed_interface_name(one.network);
  });
  const auto* real = find(within, subject.interface);
  if (found == made.end() || !real)
    return std::nullopt;
  auto out = wanted;
  if (mode == execution_mode::direct) {
    auto network = read_config(found->config, found->network);
    if (!network)
      return std::nullopt;
    out.network = *std::move(network);
  }
  out.what = operation::kind::take_over;
  out.subject.at = phase::attached;
  out.subject.network_name = out.network.name;
  out.subject.config = out.network.config;
  out.subject.result = result_of(*real, subject.netns, out.network.version);
  if (!has_wanted_mac(subject, *real))
    out.subject.digest.clear();
  return out;
}

} // namespace weft::cni
