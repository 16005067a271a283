#include "adapters/aci/sim/classes.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/aci/prefix.hpp"

#include <algorithm>
#include <map>

namespace weft::aci::sim {

namespace {

constexpr std::string_view letters
  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
constexpr std::string_view in_words = "\\!#$%()*,-./:;@ _{|}~?&+";
constexpr std::string_view scopes
  = "import-rtctrl export-rtctrl import-security shared-security shared-rtctrl";
constexpr std::string_view aggregates = "import-rtctrl export-rtctrl shared-rtctrl";
constexpr std::string_view matches = "All AtleastOne AtmostOne None";
constexpr std::string_view priorities = "unspecified level1 level2 level3 level4 level5 level6";

bool consists_of(std::string_view text, std::string_view allowed, std::string_view more,
                 std::size_t longest) {
  return text.size() <= longest && std::all_of(text.begin(), text.end(), [&](char c) {
           return allowed.find(c) != allowed.npos || more.find(c) != more.npos;
         });
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<std::string> accepted_flags(std::string_view all, std::string_view text) {
  const auto wanted = split(text, ',');
  const auto known = split(all, ' ');
  for (const auto word : wanted)
    if (std::find(known.begin(), known.end(), word) == known.end())
      return std::nullopt;
  std::string out;
  for (const auto word : known)
    if (std::find(wanted.begin(), wanted.end(), word) != wanted.end())
      out.append(out.empty() ? "" : ",").append(word);
  return out;
}

object_class make(std::string_view name, std::string_view parent, std::string_view begins,
                  std::string_view ends, std::string_view naming, std::vector<attribute_rule> own) {
  own.insert(own.end(), {{"annotation", "", holds::mark},
                         {"userdom", ""},
                         {"childAction", "", holds::set_by_apic},
                         {"extMngdBy", "", holds::set_by_apic},
                         {"lcOwn", "local", holds::set_by_apic},
                         {"modTs", "", holds::set_by_apic},
                         {"status", "", holds::set_by_apic},
                         {"uid", "15374", holds::set_by_apic}});
  return {name, parent, begins, ends, naming, std::move(own)};
}

std::vector<attribute_rule> relation(std::string_view named, std::string_view target_class,
                                     std::vector<attribute_rule> more) {
  using enum holds;
  more.insert(more.end(), {{named, "", name},
                           {"state", "formed", set_by_apic},
                           {"tDn", "", set_by_apic},
                           {"tCl", target_class, set_by_apic},
                           {"tType", "name", set_by_apic}});
  return more;
}

std::map<std::string_view, object_class> make_all() {
  using enum holds;
  const attribute_rule watched{"monPolDn", "uni/tn-common/monepg-default", set_by_apic};
  const std::vector<attribute_rule> owned{{"name", "", name},       {"descr", "", words},
                                          {"nameAlias", "", alias}, {"ownerKey", ""},
                                          {"ownerTag", ""},         watched};
  auto out_attributes = owned;
  out_attributes.insert(out_attributes.end(), {{"enforceRtctrl", "export"},
                                               {"mplsEnabled", "no", choice, "no yes"},
                                               {"targetDscp", "unspecified"}});
  std::map<std::string_view, object_class> all;
  const auto add = [&](object_class one) { all.emplace(one.name, std::move(one)); };
  add(make(mo::universe, "", "uni", "", "", {}));
  add(make(mo::tenant, mo::universe, "tn-", "", "name", owned));
  add(make(mo::l3out, mo::tenant, "out-", "", "name", out_attributes));
  add(make(mo::eepg, mo::l3out, "instP-", "", "name",
           {{"name", "", name},
            {"descr", "", words},
            {"exceptionTag", ""},
            {"floodOnEncap", "disabled", choice, "disabled enabled"},
            {"matchT", "AtleastOne", choice, matches},
            {"nameAlias", "", alias},
            {"pcEnfPref", "unenforced", choice, "unenforced enforced"},
            {"prefGrMemb", "exclude", choice, "exclude include"},
            {"prio", "unspecified", choice, priorities},
            {"targetDscp", "unspecified"},
            {"configIssues", "", set_by_apic},
            {"configSt", "not-applied", set_by_apic},
            {"isSharedSrvMsiteEPg", "no", set_by_apic},
            {"mcast", "no", set_by_apic},
            {"pcTag", "any", set_by_apic},
            {"pcTagAllocSrc", "idmanager", set_by_apic},
            {"scope", "0", set_by_apic},
            {"triggerSt", "", set_by_apic},
            {"txId", "0", set_by_apic},
            watched}));
  add(make(mo::subnet, mo::eepg, "extsubnet-[", "]", "ip",
           {{"ip", "", prefix},
            {"scope", "import-security", scope_flags, scopes},
            {"aggregate", "", scope_flags, aggregates},
            {"name", "", name},
            {"descr", "", words},
            {"nameAlias", "", alias},
            watched}));
  add(make(mo::tag, "", "annotationKey-[", "]", "key",
           {{"key", "", tag_key}, {"value", "", tag_value}}));
  add(make(mo::provided, mo::eepg, "rsprov-", "", "tnVzBrCPName",
           relation("tnVzBrCPName", "vzBrCP",
                    {{"matchT", "AtleastOne", choice, matches},
                     {"prio", "unspecified", choice, priorities}})));
  add(make(mo::consumed, mo::eepg, "rscons-", "", "tnVzBrCPName",
           relation("tnVzBrCPName", "vzBrCP", {{"prio", "unspecified", choice, priorities}})));
  add(make(mo::vrf, mo::l3out, "rsectx", "", "", relation("tnFvCtxName", "fvCtx", {})));
  return all;
}

} // namespace

const attribute_rule* object_class::find(std::string_view attribute) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const auto& one) { return one.name == attribute; });
  return found == attributes.end() ? nullptr : &*found;
}

const object_class* find_class(std::string_view name) {
  static const auto all = make_all();
  const auto found = all.find(name);
  return found == all.end() ? nullptr : &found->second;
}

std::string rn_of(const object_class& of, std::string_view name) {
  return std::string{of.rn_begins}.append(name).append(of.rn_ends);
}

std::optional<std::string_view> name_in(const object_class& of, std::string_view rn) {
  if (!rn.starts_with(of.rn_begins) || rn.size() < of.rn_begins.size() + of.rn_ends.size()
      || !rn.ends_with(of.rn_ends))
    return std::nullopt;
  rn.remove_prefix(of.rn_begins.size());
  rn.remove_suffix(of.rn_ends.size());
  return rn.empty() == of.naming.empty() ? std::optional{rn} : std::nullopt;
}

std::optional<std::string> accepted(const attribute_rule& by, std::string_view text, bool naming) {
  using enum holds;
  bool fits = !naming || !text.empty();
  switch (by.what) {
  case name:
    fits = fits && consists_of(text, letters, ":", 64);
    break;
  case mark:
  case tag_key:
    fits = fits && consists_of(text, letters, ":", 128);
    break;
  case words:
    fits = fits && consists_of(text, letters, in_words, 128);
    break;
  case alias:
    fits = fits && consists_of(text, letters, "", 63);
    break;
  case prefix:
    fits = read_prefix(text).has_value();
    break;
  case tag_value:
    fits = !text.empty() && text.size() <= 2048 && text.find_first_of("<>") == text.npos;
    break;
  case scope_flags:
    return accepted_flags(by.choices, text);
  case choice: {
    const auto all = split(by.choices, ' ');
    fits = std::find(all.begin(), all.end(), text) != all.end();
    break;
  }
  case anything:
  case set_by_apic:
    break;
  }
  return fits ? std::optional{std::string{text}} : std::nullopt;
}

} // namespace weft::aci::sim
