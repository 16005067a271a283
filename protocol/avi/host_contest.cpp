#include "protocol/avi/host_contest.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace weft::avi {

namespace {

std::string title_of(const service_name& of) {
  return "Ingress " + of.ns + "/" + of.name;
}

class deciding {
public:
  deciding(const settings& how, const wishes& parts) : how_(how) {
    for (const auto& [who, part] : parts)
      if (part->what == wish::place && part->body)
        out_.members.push_back({&who, &as<wished_ingress>(part->body)});
    std::ranges::sort(out_.members, {}, [](const ingress_member& one) {
      return std::tuple{one.wish->created, one.wish->of, one.whose->uid};
    });
  }

  host_contest decide() {
    for (std::size_t i = 0; i < out_.members.size(); ++i)
      for (const auto& host : out_.members[i].wish->hosts)
        take(i, host);
    std::erase_if(out_.hosts, [](const auto& one) { return one.second.paths.empty(); });
    return std::move(out_);
  }

private:
  void take(std::size_t number, const wished_host& host) {
    const auto& of = out_.members[number].wish->of;
    auto& served = out_.hosts[host.name];
    if (host.certificate && !served.certificate) {
      served.certificate = host.certificate.get();
      served.certified_by = number;
    }
    const auto [policy, fresh]
      = policies_.emplace(path_policy_name(how_, of.ns, host.name), std::pair{of.ns, host.name});
    if (!fresh && policy->second != std::pair{of.ns, host.name})
      return lose(number, reason::name_conflict,
                  "host " + host.name + " has the same name on the controller as host "
                    + policy->second.second + " in namespace " + policy->second.first
                    + ", which was there first");
    for (const auto& one : host.paths)
      take(number, host.name, one, served);
  }

  void take(std::size_t number, const std::string& host, const wished_path& one,
            served_host& served) {
    const auto place = host + one.path;
    const ingress_place at{host, one.path, out_.members[number].wish->of};
    if (const auto first = paths_.find({host, one.path}); first != paths_.end())
      return lose(number, reason::duplicate_path,
                  place + " is served for " + title_of(out_.members[first->second].wish->of)
                    + ", which is older");
    for (const auto& name : {plain_pool_name(how_, at), secure_pool_name(how_, at)})
      if (const auto first = pools_.find(name); first != pools_.end())
        return lose(number, reason::name_conflict,
                    place + " has the same name on the controller as a path of "
                      + title_of(out_.members[first->second].wish->of) + ", which was there first");
    paths_.emplace(std::pair{host, one.path}, number);
    for (auto name : {plain_pool_name(how_, at), secure_pool_name(how_, at)})
      pools_.emplace(std::move(name), number);
    served.members.insert(number);
    served.paths.push_back({number, &one});
  }

  void lose(std::size_t number, std::string_view why, std::string text) {
    out_.lost.push_back({number, std::string{why}, std::move(text)});
  }

  const settings& how_;
  std::map<std::pair<std::string, std::string>, std::size_t> paths_; ///< by host and path
  std::map<std::string, std::size_t> pools_;                         ///< by name
  std::map<std::string, std::pair<std::string, std::string>> policies_;
  host_contest out_;
};

} // namespace

host_contest decide_hosts(const settings& how, const wishes& parts) {
  return deciding{how, parts}.decide();
}

} // namespace weft::avi
