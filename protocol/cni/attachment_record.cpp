#include "protocol/cni/attachment_record.hpp"

#include "protocol/base64.hpp"
#include "protocol/cni/names.hpp"

#include <algorithm>
#include <array>

namespace weft::cni {

namespace {

constexpr std::string_view kind = "cniCacheV1";
constexpr std::int64_t version = 1;

constexpr std::array phases{phase::adding, phase::attached, phase::deleting, phase::detached};
constexpr std::array sources{source::kaloom, source::npwg};

json::value write_args(const string_list_pairs& args) {
  json::array out;
  for (const auto& [name, value] : args)
    out.push_back(json::value::list({name, value}));
  return out;
}

json::value write_agent(const attachment_record& what) {
  auto out = json::value::of({{"v", version},
                              {"phase", to_string(what.at)},
                              {"podUid", what.pod_uid},
                              {"runtimeUid", what.runtime_uid},
                              {"podNamespace", what.pod_namespace},
                              {"podName", what.pod_name},
                              {"nad", what.network},
                              {"source", to_string(what.from)},
                              {"specHash", what.digest},
                              {"netnsDev", what.netns_dev},
                              {"netnsIno", what.netns_ino},
                              {"hostMaster", what.host_master},
                              {"bootId", what.boot_id},
                              {"created", k8s::to_rfc3339_micro(what.created)},
                              {"order", what.order},
                              {"attempts", static_cast<std::int64_t>(what.attempts)},
                              {"lastError", what.last_error}});
  if (!what.default_route.empty())
    out.set("defaultRoute", json::array(what.default_route.begin(), what.default_route.end()));
  if (what.group != 0) {
    out.set("pgid", what.group);
    out.set("pgStart", what.group_born);
  }
  return out;
}

fault wrong(std::string what) {
  return {errc::malformed, std::move(what), "attachment record", {}};
}

/// Reads the members of one object and remembers what was wrong with the first that was.
class member_reader {
public:
  explicit member_reader(const json::value& from) : from_(from) {}

  std::string text(std::string_view name) {
    const auto* held = from_.find(name);
    if (held && !held->is_string())
      complain(name);
    return std::string{held ? held->text_or("") : ""};
  }

  std::int64_t whole(std::string_view name) {
    const auto* held = from_.find(name);
    if (held && !held->as_int())
      complain(name);
    return held ? held->int_or(0) : 0;
  }

  /// One that uses all 64 bits: inode numbers and the like.
  std::uint64_t natural(std::string_view name) {
    const auto* held = from_.find(name);
    const auto* literal = held ? held->as_number() : nullptr;
    if (!literal) {
      if (held)
        complain(name);
      return 0;
    }
    std::uint64_t out = 0;
    for (const char c : literal->literal) {
      if (c < '0' || c > '9') {
        complain(name);
        return 0;
      }
      out = out * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return out;
  }

  json::value any(std::string_view name) const {
    const auto* held = from_.find(name);
    return held ? *held : json::value{};
  }

  void complain(std::string_view name) {
    if (trouble_.empty())
      trouble_ = std::string{name} + " does not read";
  }

  const std::string& trouble() const { return trouble_; }

private:
  const json::value& from_;
  std::string trouble_;
};

template <class Enum, std::size_t Count>
Enum read_word(const std::array<Enum, Count>& all, std::string_view name, member_reader& from) {
  const auto word = from.text(name);
  for (const auto one : all)
    if (to_string(one) == word)
      return one;
  from.complain(name);
  return all.front();
}

string_list_pairs read_args(member_reader& from) {
  const auto all = from.any("cniArgs");
  string_list_pairs out;
  if (const auto* list = all.as_array())
    for (const auto& one : *list) {
      const auto* pair = one.as_array();
      if (!pair || pair->size() != 2 || !pair->front().is_string() || !pair->back().is_string())
        from.complain("cniArgs");
      else
        out.emplace_back(*pair->front().as_string(), *pair->back().as_string());
    }
  else if (!all.is_null())
    from.complain("cniArgs");
  return out;
}

void read_libcni(member_reader& from, attachment_record& into) {
  if (from.text("kind") != kind)
    from.complain("kind");
  into.container_id = from.text("containerId");
  into.interface = from.text("ifName");
  into.network_name = from.text("networkName");
  into.netns = from.text("netns");
  into.args = read_args(from);
  into.capabilities = from.any("capabilityArgs");
  into.result = from.any("result");
  if (auto config = decode_base64(from.text("config")); config && !config->empty())
    into.config = *std::move(config);
  else
    from.complain("config");
}

void read_gateways(member_reader& from, attachment_record& into) {
  const auto all = from.any("defaultRoute");
  if (const auto* list = all.as_array())
    for (const auto& one : *list)
      if (one.is_string())
        into.default_route.push_back(*one.as_string());
      else
        from.complain("defaultRoute");
  else if (!all.is_null())
    from.complain("defaultRoute");
}

void read_agent(member_reader& from, attachment_record& into) {
  if (from.whole("v") != version)
    from.complain("agent.v");
  into.at = read_word(phases, "phase", from);
  into.pod_uid = from.text("podUid");
  into.runtime_uid = from.text("runtimeUid");
  into.pod_namespace = from.text("podNamespace");
  into.pod_name = from.text("podName");
  into.network = from.text("nad");
  into.from = read_word(sources, "source", from);
  into.digest = from.text("specHash");
  into.netns_dev = from.natural("netnsDev");
  into.netns_ino = from.natural("netnsIno");
  into.host_master = from.text("hostMaster");
  into.group = from.whole("pgid");
  into.group_born = from.natural("pgStart");
  read_gateways(from, into);
  into.boot_id = from.text("bootId");
  into.order = from.natural("order");
  into.attempts = static_cast<std::uint32_t>(from.natural("attempts"));
  into.last_error = from.text("lastError");
  if (const auto when = k8s::from_rfc3339_micro(from.text("created")))
    into.created = *when;
  else
    from.complain("created");
}

bool may_be_used(const attachment_record& what) {
  return is_cni_name(what.container_id) && is_interface_name(what.interface)
         && is_cni_name(what.network_name) && is_cni_name(what.pod_uid)
         && (what.netns.empty() || what.netns.starts_with('/'))
         && (what.result.is_null() || what.result.is_object())
         && (what.capabilities.is_null() || what.capabilities.is_object());
}

} // namespace

std::string_view to_string(source which) {
  return which == source::kaloom ? "kaloom" : "npwg";
}

std::string_view to_string(phase how_far) {
  switch (how_far) {
  case phase::adding:
    return "adding";
  case phase::attached:
    return "attached";
  case phase::deleting:
    return "deleting";
  case phase::detached:
    return "detached";
  }
  return "";
}

std::string encode(const attachment_record& what) {
  auto out = json::value::of({{"kind", kind},
                              {"containerId", what.container_id},
                              {"ifName", what.interface},
                              {"networkName", what.network_name}});
  if (!what.netns.empty())
    out.set("netns", what.netns);
  out.set("config", encode_base64(what.config));
  out.set("cniArgs", write_args(what.args));
  if (!what.capabilities.is_null())
    out.set("capabilityArgs", what.capabilities);
  if (!what.result.is_null())
    out.set("result", what.result);
  out.set("agent", write_agent(what));
  return json::write(out);
}

result<attachment_record> decode_record(std::string_view text) {
  const auto read = json::parse(text);
  if (!read)
    return wrong(read.error().what);
  const auto* agent = read->find("agent");
  if (!agent || !agent->is_object())
    return wrong("it is none of ours");
  attachment_record out;
  member_reader outer{*read};
  read_libcni(outer, out);
  member_reader inner{*agent};
  read_agent(inner, out);
  for (const auto* part : {&outer, &inner})
    if (!part->trouble().empty())
      return wrong(part->trouble());
  if (!may_be_used(out))
    return wrong("it holds a name that may not be used");
  return out;
}

} // namespace weft::cni
