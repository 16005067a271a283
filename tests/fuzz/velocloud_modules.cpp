#include "tests/fuzz/velocloud_modules.hpp"

#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/module_index.hpp"
#include "protocol/velocloud/plan.hpp"
#include "protocol/velocloud/rules.hpp"
#include "protocol/velocloud/show.hpp"
#include "tests/fuzz/claim.hpp"

namespace weft::fuzz {

namespace {

using namespace weft::velocloud;

const std::string target = "velocloud/vco/101";

settings plain_settings() {
  settings how;
  how.cluster_id = "cluster-1";
  return how;
}

/// The answer in which VCO would tell the module.
json::value answer_with(const json::value& data) {
  return json::value::list(
    {json::value::of({{"id", 1011}, {"name", "QOS"}, {"version", "2"}, {"data", data}})});
}

/// One object that wants a rule called voice.
std::map<owner, snapshot<fragment>> one_wish() {
  const owner who{{"VelocloudBP", "ns1", "voice"}, "uid-voice"};
  intent want;
  want.wanted.profile = "Gold";
  want.wanted.name = "voice";
  want.wanted.fqdn = "voice.vcn.cloud";
  want.wanted.dport = 443;
  want.id = rule_id("cluster-1", who.uid);
  want.profile.id = 101;
  fragment part;
  part.from = who;
  part.target = target;
  part.what = wish::place;
  part.body = take_snapshot(std::move(want));
  return {{who, take_snapshot(std::move(part))}};
}

/// The rules of others, in their order.
std::vector<json::value> rules_of_others(const json::value& data) {
  const module_index index{data, "cluster-1"};
  std::vector<json::value> all;
  for (std::size_t s = 0; s < index.segments().size(); ++s)
    if (const auto* rules = index.segments()[s].rules)
      for (std::size_t r = 0; r < rules->size(); ++r)
        if (index.mark_at({s, r}) != mark::ours && name_of((*rules)[r]) != "voice")
          all.push_back((*rules)[r]);
  return all;
}

proposal planned(const observation& seen, const std::map<owner, snapshot<fragment>>& parts) {
  const std::set<unit> held;
  const std::map<unit, std::string> refused;
  const std::set<std::string> live{"uid-voice"};
  const plan_request asked{target, parts, seen, held, refused, true, true, live};
  auto out = plan(plain_settings(), asked);
  if (out.work)
    for (const auto& line : show(plain_settings(), asked, *out.work, nullptr))
      claim(line.what != change::wrong, "a write changes nothing that is not ours");
  return out;
}

/// Plans until nothing is left to write, which is to take two writes at the most.
void claim_converges(observation seen) {
  const auto parts = one_wish();
  const auto others = rules_of_others(as<module_state>(seen.body).data);
  for (int writes = 0;; ++writes) {
    const auto next = planned(seen, parts);
    if (!next.work)
      return;
    claim(writes < 2, "what was written needs no further write");
    const auto& write = as<module_write>(next.work->body);
    claim(rules_of_others(write.data) == others, "rules of others stay, in their order");
    const auto told = json::parse(json::write(answer_with(write.data)));
    claim(told.has_value(), "what is written is JSON");
    auto again = read_module(*told);
    claim(again && again->body, "what is written can be read back");
    seen = *std::move(again);
  }
}

} // namespace

void claim_module(const json::value& answer) {
  const auto read = read_module(answer);
  if (!read)
    return claim_explained(read.error());
  claim((read->body == nullptr) == !read->trouble.empty(), "there is a module or a reason");
  if (!read->body)
    return;
  const auto& module = as<module_state>(read->body);
  claim(module.id != 0, "a module has an id");
  const auto again = read_module(*json::parse(json::write(answer_with(module.data))));
  claim(again && as<module_state>(again->body).data == module.data, "a module survives writing");
  claim_converges(*read);
}

} // namespace weft::fuzz
