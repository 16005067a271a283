#include "adapters/settings/avi_translation.hpp"

#include "adapters/settings/keys.hpp"
#include "adapters/settings/reader.hpp"
#include "adapters/settings/writer.hpp"
#include "adapters/yaml/reader.hpp"
#include "protocol/avi/helm.hpp"
#include "protocol/avi/lenient.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <utility>

namespace weft::config {

namespace {

constexpr const char* place = "translation";

/// Where the name in "NAME=value" ends; nothing for any other line.
std::optional<std::size_t> end_of_name(std::string_view line) {
  const auto end = line.find('=');
  const bool named
    = end != line.npos && end > 0 && std::isdigit(static_cast<unsigned char>(line.front())) == 0
      && std::ranges::all_of(line.substr(0, end),
                             [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  return named ? std::optional{end} : std::nullopt;
}

bool is_environment(std::string_view text) {
  return end_of_name(text.substr(0, text.find('\n'))).has_value();
}

json::value variables_in(std::string_view text) {
  json::value out = json::object{};
  std::istringstream all{std::string{text}};
  for (std::string line; std::getline(all, line);)
    if (const auto end = end_of_name(line))
      out.set(line.substr(0, *end), line.substr(*end + 1));
  return out;
}

result<avi::translation> understand(std::string_view text) {
  if (is_environment(text))
    return avi::translate_environment(variables_in(text));
  const auto read = yaml::read(text);
  if (!read)
    return read.error();
  if (!read->is_object())
    return fault{errc::malformed,
                 "is neither values of the Helm chart, nor its ConfigMap, nor an environment",
                 place,
                 {}};
  if (read->text_at({"kind"}) != "ConfigMap")
    return avi::translate_values(*read);
  const auto* entries = read->find("data");
  return avi::translate_map(entries ? *entries : json::value{json::object{}});
}

/// Turns what was understood into settings that their own reader takes.
class turning {
public:
  explicit turning(avi::translation from) : from_(std::move(from)) {
    out_.remarks = std::move(from_.warnings);
    static_cast<avi::settings&>(ours_.avi) = from_.how;
    ours_.avi.enabled = true;
    ours_.avi.user = from_.user;
    if (!from_.controller.empty())
      ours_.avi.addresses = {from_.controller};
    if (!from_.log_level.empty())
      find_key("log.level")->read(avi::lower_case(from_.log_level), ours_);
  }

  translated turn() {
    drop_unreadable();
    out_.yaml = write_yaml(ours_);
    ask_for_secrets();
    read_again();
    return std::move(out_);
  }

private:
  /// What has no place in a file of ours stays at its default.
  void drop_unreadable() {
    const settings defaults;
    for (const auto& one : keys()) {
      settings probe;
      const auto text = one.show(ours_);
      const auto otherwise = one.show(defaults);
      if (text == otherwise || (one.read(text, probe) && one.show(probe) == text))
        continue;
      one.read(otherwise, ours_);
      remark(one.path + " cannot be \"" + text + "\" and stays "
             + (otherwise.empty() ? "empty" : otherwise) + "; allowed: " + one.allowed);
    }
  }

  void ask_for_secrets() {
    const auto ask
      = [this](const std::string& held, const std::string& what, const std::string& where) {
          if (!held.empty())
            remark("avicredentials." + what + " is not written here; put it into " + where);
        };
    ask(from_.password, "password", "a file that avi.password_file names, or CTRL_PASSWORD");
    ask(from_.token, "authtoken", "a file that avi.token_file names, or WEFT_AVI_TOKEN");
    ask(from_.authority, "certificateAuthorityData", "a file that avi.ca_file names");
  }

  /// As somebody would who starts a weft with it, and who has done what was asked of him.
  void read_again() {
    sources rest;
    if (!from_.password.empty())
      rest.environment["WEFT_AVI_PASSWORD"] = "given";
    if (!from_.token.empty())
      rest.environment["WEFT_AVI_TOKEN"] = "given";
    const auto read = read_text(out_.yaml, place, rest);
    for (const auto& one : read.complaints)
      remark(one.key + ": " + one.what);
    const auto& got = read.values.avi;
    const auto& meant = ours_.avi;
    if (got.vip_networks != meant.vip_networks || got.node_networks != meant.node_networks
        || got.blocked_namespaces != meant.blocked_namespaces || got.namespaces != meant.namespaces
        || got.nodes != meant.nodes || got.bgp_peer_labels != meant.bgp_peer_labels)
      remark("a name of a network, label or namespace holds a sign that a list of ours is divided"
             " by (, = or +), and does not read as it was meant");
  }

  void remark(std::string text) { out_.remarks.push_back(std::move(text)); }

  avi::translation from_;
  settings ours_;
  translated out_;
};

} // namespace

result<translated> translate_avi(std::string_view text) {
  auto understood = understand(text);
  if (!understood)
    return understood.error();
  return turning{*std::move(understood)}.turn();
}

} // namespace weft::config
