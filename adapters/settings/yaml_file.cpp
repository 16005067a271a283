#include "adapters/settings/yaml_file.hpp"

#include "adapters/settings/take.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <set>

namespace weft::config {

namespace {

class walk {
public:
  walk(const std::string& name, reading& into) : name_(name), into_(into) {}

  void document(const YAML::Node& root) {
    if (!root.IsDefined() || root.IsNull())
      return;
    each_member(root, "",
                [&](const std::string& word, const YAML::Node& key, const YAML::Node& value) {
                  if (!is_section(word))
                    complain(key, word, unknown_key(word));
                  else if (!value.IsNull())
                    section(word, value);
                });
  }

private:
  static bool is_section(const std::string& word) {
    return std::ranges::any_of(keys(),
                               [&](const key& one) { return one.path.starts_with(word + "."); });
  }

  void section(const std::string& word, const YAML::Node& node) {
    each_member(node, word,
                [&](const std::string& last, const YAML::Node& at, const YAML::Node& value) {
                  auto path = word + "." + last;
                  if (auto known = find_key(path))
                    leaf(*known, at, value);
                  else
                    complain(at, path, unknown_key(path));
                });
  }

  void leaf(const key& known, const YAML::Node& at, const YAML::Node& value) {
    if (!known.from_file)
      return complain(at, known.path,
                      "a secret does not belong into this file; use " + environment_name(known)
                        + ", or a file of its own");
    if (auto text = text_of(known, value))
      return take(known, *text, where(at), into_);
    complain(at, known.path,
             "must be " + known.allowed + ", not "
               + (value.IsNull()  ? "nothing"
                  : value.IsMap() ? "a section"
                                  : "a list"));
  }

  /// A list becomes its items between commas.
  static std::optional<std::string> text_of(const key& known, const YAML::Node& value) {
    if (value.IsScalar())
      return value.Scalar();
    if (!value.IsSequence() || !known.list)
      return std::nullopt;
    std::string all;
    for (const auto& item : value) {
      if (!item.IsScalar())
        return std::nullopt;
      all += (all.empty() ? "" : ",") + item.Scalar();
    }
    return all;
  }

  template <class Visit>
  void each_member(const YAML::Node& node, const std::string& path, Visit visit) {
    if (!node.IsMap())
      return complain(node, path, "must be a section with keys below it");
    std::set<std::string> seen;
    for (const auto& member : node) {
      if (!member.first.IsScalar())
        complain(member.first, path, "a key must be a word");
      else if (!seen.insert(member.first.Scalar()).second)
        complain(member.first,
                 path.empty() ? member.first.Scalar() : path + "." + member.first.Scalar(),
                 "is there twice");
      else
        visit(member.first.Scalar(), member.first, member.second);
    }
  }

  std::string where(const YAML::Node& at) const {
    return name_ + ":" + std::to_string(at.Mark().line + 1);
  }

  void complain(const YAML::Node& at, const std::string& path, std::string what) {
    into_.complaints.push_back({where(at), path, std::move(what)});
  }

  const std::string& name_;
  reading& into_;
};

} // namespace

void take_yaml(std::string_view yaml, const std::string& name, reading& into) {
  try {
    auto documents = YAML::LoadAll(std::string{yaml});
    if (documents.size() > 1)
      into.complaints.push_back({name, "", "must be one YAML document"});
    else if (!documents.empty())
      walk{name, into}.document(documents.front());
  } catch (const YAML::Exception& wrong) {
    into.complaints.push_back(
      {name + ":" + std::to_string(wrong.mark.line + 1), "", "is not YAML: " + wrong.msg});
  }
}

} // namespace weft::config
