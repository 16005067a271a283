#include "protocol/avi/layer7_model.hpp"

#include "protocol/avi/hosts.hpp"
#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

using wire::refer_by_name;

constexpr std::int64_t first_policy = 11; ///< indices below are not ours
constexpr int plain_port = 80;
constexpr int secure_port = 443;
constexpr const char* ingress_names = "namespace_ingress_name";

json::value profiles(std::string_view application) {
  return json::value::of(
    {{"application_profile_ref", refer_by_name("applicationprofile", application)},
     {"network_profile_ref", refer_by_name("networkprofile", "System-TCP-Proxy")}});
}

json::value policy_at(std::int64_t place, const std::string& name) {
  return json::value::of(
    {{"http_policy_set_ref", refer_by_name(type::http_policy, name)}, {"index", place}});
}

class layer7_modelling {
public:
  layer7_modelling(const settings& how, const site& at, const std::string& name,
                   const host_contest& of, const remnants& left)
    : how_(how), at_(at), name_(name), of_(of), left_(left), names_(left.hosts),
      encrypted_(left.encrypted), members_(left.members) {
    for (const auto& [host, served] : of.hosts) {
      names_.insert(host);
      if (served.certificate)
        encrypted_.insert(host);
    }
  }

  std::vector<wished_object> make() {
    for (const auto& [host, served] : of_.hosts)
      served.certificate ? secure(host, served) : plain(host, served);
    std::vector<wished_object> all;
    add_shared(all, type::vsvip, vsvip_body(how_, at_, dns_names(), {}));
    take(all, certificates_);
    take(all, pools_);
    take(all, groups_);
    add_shared(all, type::pool_group, group(true, members_));
    take(all, policies_);
    if (!encrypted_.empty())
      add_shared(all, type::http_policy, redirect());
    add_shared(all, type::data_script, script());
    add_shared(all, type::virtual_service, parent());
    take(all, children_);
    return all;
  }

private:
  using marks = std::vector<std::pair<std::string_view, std::string>>;

  static void take(std::vector<wished_object>& to, std::vector<wished_object>& from) {
    std::ranges::move(from, std::back_inserter(to));
  }

  void add_shared(std::vector<wished_object>& to, std::string_view what, json::value body) {
    if (what != type::vsvip)
      mark(body, how_, at_, {});
    to.push_back(finished_object(how_, what, name_, std::move(body), 0));
    for (std::size_t i = 1; i < of_.members.size(); ++i)
      to.back().others.push_back(i);
  }

  void add(std::vector<wished_object>& to, std::string_view what, std::string name,
           json::value body, std::size_t whose, const marks& more) {
    mark(body, how_, at_, more);
    to.push_back(finished_object(how_, what, std::move(name), std::move(body), whose));
  }

  marks marks_of(std::size_t number, const std::string& host, const std::string& path) const {
    const auto& of = of_.members[number].wish->of;
    return {{"Namespace", of.ns}, {"IngressName", of.name}, {"Host", host}, {"Path", path}};
  }

  /// What tells whoever reads it for which Ingresses an object is.
  std::string metadata(const std::set<std::size_t>& members, const std::string& host) const {
    json::array all;
    for (const auto one : members)
      all.emplace_back(of_.members[one].wish->of.ns + "/" + of_.members[one].wish->of.name);
    return json::write(
      json::value::of({{ingress_names, std::move(all)}, {"hostnames", json::value::list({host})}}));
  }

  void pool(const std::string& name, const std::string& host, const served_path& one) {
    auto body = pool_body(how_, at_, "TCP", one.what->servers);
    body.set("service_metadata", metadata({one.member}, host));
    add(pools_, type::pool, name, std::move(body), one.member,
        marks_of(one.member, host, one.what->path));
  }

  static json::value group(bool labelled, json::array members) {
    return json::value::of(
      {{"implicit_priority_labels", labelled}, {"members", std::move(members)}});
  }

  ingress_place place_of(const std::string& host, const served_path& one) const {
    return {host, one.what->path, of_.members[one.member].wish->of};
  }

  void plain(const std::string& host, const served_host& served) {
    for (const auto& one : served.paths) {
      const auto name = plain_pool_name(how_, place_of(host, one));
      pool(name, host, one);
      members_.push_back(json::value::of({{"pool_ref", refer_by_name(type::pool, name)},
                                          {"priority_label", priority_label(host, one.what->path)},
                                          {"ratio", 100}}));
    }
  }

  void secure(const std::string& host, const served_host& served) {
    certify(host, served);
    std::map<std::string, std::vector<served_path>> by_namespace;
    for (const auto& one : served.paths) {
      const auto name = secure_pool_name(how_, place_of(host, one));
      pool(name, host, one);
      auto member
        = json::value::of({{"pool_ref", refer_by_name(type::pool, name)}, {"ratio", 100}});
      add(groups_, type::pool_group, name, group(false, {std::move(member)}), one.member,
          marks_of(one.member, host, one.what->path));
      by_namespace[of_.members[one.member].wish->of.ns].push_back(one);
    }
    json::array sets;
    for (auto& [ns, paths] : by_namespace) {
      const auto name = path_policy_name(how_, ns, host);
      sets.push_back(policy_at(first_policy + static_cast<std::int64_t>(sets.size()), name));
      const auto whose = paths.front().member;
      auto body = path_rules(name, host, paths);
      add(policies_, type::http_policy, name, std::move(body), whose,
          {{"Namespace", ns}, {"Host", host}});
      join(policies_.back(), paths);
    }
    child(host, served, std::move(sets));
  }

  static void join(wished_object& what, const std::vector<served_path>& all) {
    std::set<std::size_t> others;
    for (const auto& one : all)
      if (one.member != what.of)
        others.insert(one.member);
    what.others.assign(others.begin(), others.end());
  }

  /// @see avi.md 7.5
  void certify(const std::string& host, const served_host& served) {
    const auto& from = *served.certificate;
    const auto authority = authority_name(how_, host);
    if (!from.authority.empty())
      certificate(authority, host, served,
                  {{"type", "SSL_CERTIFICATE_TYPE_CA"},
                   {"certificate", json::value::of({{"certificate", from.authority}})}});
    const auto add_pair
      = [&](const std::string& name, const std::string& text, const std::string& key) {
          json::object body{{"type", "SSL_CERTIFICATE_TYPE_VIRTUALSERVICE"},
                            {"certificate", json::value::of({{"certificate", text}})},
                            {"key", key}};
          if (!from.authority.empty())
            body.emplace_back(
              "ca_certs",
              json::value::list({json::value::of(
                {{"ca_ref", refer_by_name(type::certificate, authority)}, {"name", authority}})}));
          certificate(name, host, served, std::move(body));
        };
    add_pair(child_name(how_, host), from.certificate, from.key);
    if (!from.other_certificate.empty() && !from.other_key.empty())
      add_pair(other_certificate_name(how_, host), from.other_certificate, from.other_key);
  }

  void certificate(const std::string& name, const std::string& host, const served_host& served,
                   json::object body) {
    add(certificates_, type::certificate, name, std::move(body), served.certified_by,
        {{"Host", host}});
    join(certificates_.back(), served.paths);
  }

  /// The longest paths first, since the first that matches counts.
  json::value path_rules(const std::string& set, const std::string& host,
                         std::vector<served_path> paths) const {
    std::ranges::stable_sort(paths, [](const served_path& one, const served_path& other) {
      const auto& a = one.what->path;
      const auto& b = other.what->path;
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    json::array rules;
    for (const auto& one : paths) {
      const auto place = static_cast<std::int64_t>(rules.size());
      auto match = json::value::of({{"match_criteria", one.what->exact ? "EQUALS" : "BEGINS_WITH"},
                                    {"match_case", "SENSITIVE"},
                                    {"match_str", json::value::list({one.what->path})}});
      auto action = json::value::of(
        {{"action", "HTTP_SWITCHING_SELECT_POOLGROUP"},
         {"pool_group_ref",
          refer_by_name(type::pool_group, secure_pool_name(how_, place_of(host, one)))}});
      rules.push_back(rule(set, place, json::value::of({{"path", std::move(match)}}),
                           "switching_action", std::move(action)));
    }
    return requests(std::move(rules));
  }

  static json::value rule(const std::string& set, std::int64_t place, json::value match,
                          std::string_view action, json::value what) {
    auto out = json::value::of({{"index", place},
                                {"name", set + "-" + std::to_string(place)},
                                {"enable", true},
                                {"match", std::move(match)}});
    out.set(action, std::move(what));
    return out;
  }

  static json::value requests(json::array rules) {
    return json::value::of(
      {{"http_request_policy", json::value::of({{"rules", std::move(rules)}})}});
  }

  json::value redirect() const {
    json::array hosts;
    for (const auto& one : encrypted_)
      hosts.emplace_back(one);
    auto match = json::value::of(
      {{"host_hdr",
        json::value::of({{"match_criteria", "HDR_EQUALS"}, {"value", std::move(hosts)}})},
       {"vs_port", json::value::of(
                     {{"match_criteria", "IS_IN"}, {"ports", json::value::list({plain_port})}})}});
    auto action = json::value::of({{"port", secure_port},
                                   {"protocol", "HTTPS"},
                                   {"status_code", "HTTP_REDIRECT_STATUS_CODE_302"}});
    return requests({rule(name_, 0, std::move(match), "redirect_action", std::move(action))});
  }

  /// Lua for a Service Engine. @see avi.md 7.3
  json::value script() const {
    const auto text = "local label = avi.http.get_host_tokens(1) .. \"/\"\n"
                      "local path = avi.http.get_path_tokens(1)\n"
                      "if path then label = label .. path end\n"
                      "avi.poolgroup.select(\""
                      + name_ + "\", string.lower(label))\n";
    return json::value::of(
      {{"datascript", json::value::list({json::value::of(
                        {{"evt", "VS_DATASCRIPT_EVT_HTTP_REQ"}, {"script", text}})})},
       {"pool_group_refs", json::value::list({refer_by_name(type::pool_group, name_)})}});
  }

  static json::value listener(int port, bool encrypted) {
    return json::value::of({{"port", port},
                            {"port_range_end", port},
                            {"enable_ssl", encrypted},
                            {"enable_http2", false}});
  }

  json::value parent() const {
    auto out = profiles("System-HTTP");
    out.set("type", "VS_TYPE_VH_PARENT");
    out.set("se_group_ref", refer_by_name(type::group, how_.group));
    out.set("vsvip_ref", refer_by_name(type::vsvip, name_));
    out.set("services",
            json::value::list({listener(plain_port, false), listener(secure_port, true)}));
    out.set(
      "vs_datascripts",
      json::value::list({json::value::of(
        {{"index", 0}, {"vs_datascript_set_ref", refer_by_name(type::data_script, name_)}})}));
    json::array policies;
    if (!encrypted_.empty())
      policies.push_back(policy_at(first_policy, name_));
    out.set("http_policies", std::move(policies));
    out.set("east_west_placement", false);
    out.set("traffic_enabled", true);
    place_in_vrf(out, how_, at_, "vrf_context_ref");
    if (how_.advertise)
      out.set("enable_rhi", true);
    return out;
  }

  void child(const std::string& host, const served_host& served, json::array policies) {
    auto out = profiles("System-Secure-HTTP");
    out.set("type", "VS_TYPE_VH_CHILD");
    out.set("vh_parent_vs_ref", refer_by_name(type::virtual_service, name_));
    out.set("vh_domain_name", json::value::list({host}));
    out.set("se_group_ref", refer_by_name(type::group, how_.group));
    json::array certificates{refer_by_name(type::certificate, child_name(how_, host))};
    if (!served.certificate->other_certificate.empty() && !served.certificate->other_key.empty())
      certificates.emplace_back(
        refer_by_name(type::certificate, other_certificate_name(how_, host)));
    out.set("ssl_key_and_certificate_refs", std::move(certificates));
    out.set("http_policies", std::move(policies));
    out.set("east_west_placement", false);
    out.set("ign_pool_net_reach", false);
    out.set("service_metadata", metadata(served.members, host));
    place_in_vrf(out, how_, at_, "vrf_context_ref");
    add(children_, type::virtual_service, child_name(how_, host), std::move(out),
        served.certified_by, {{"Host", host}});
    join(children_.back(), served.paths);
  }

  /// All hosts, and the name that it has by itself.
  std::set<std::string> dns_names() const {
    auto out = names_;
    if (const auto domain = chosen_domain(how_, at_.domains); !domain.empty())
      out.insert(name_ + "." + how_.tenant + "." + domain);
    return out;
  }

  const settings& how_;
  const site& at_;
  const std::string& name_;
  const host_contest& of_;
  const remnants& left_;
  std::set<std::string> names_;
  std::set<std::string> encrypted_;
  json::array members_;
  std::vector<wished_object> certificates_;
  std::vector<wished_object> pools_;
  std::vector<wished_object> groups_;
  std::vector<wished_object> policies_;
  std::vector<wished_object> children_;
};

} // namespace

std::vector<wished_object> make_layer7_model(const settings& how, const site& at,
                                             const std::string& name, const host_contest& of,
                                             const remnants& left) {
  return layer7_modelling{how, at, name, of, left}.make();
}

std::set<std::string> ingresses_of(const json::value& object) {
  std::set<std::string> out;
  const auto read = json::parse(object.text_at({"service_metadata"}));
  const auto* held = read ? read->find(ingress_names) : nullptr;
  for (const auto& one : held && held->as_array() ? *held->as_array() : json::array{})
    out.emplace(one.text_or(""));
  return out;
}

} // namespace weft::avi
