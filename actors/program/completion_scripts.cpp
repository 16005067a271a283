#include "actors/program/completion.hpp"

#include <algorithm>

namespace weft {

namespace {

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "" : between) + word;
  return out;
}

/// Every word that may begin at a place of this command's.
std::string words_of(const offered_command& command) {
  std::vector<std::string> all;
  for (const auto& option : command.options) {
    const auto& some = option.names.empty() ? option.values : option.names;
    all.insert(all.end(), some.begin(), some.end());
  }
  return joined(all, " ");
}

std::string replaced(std::string text, char letter, const std::string& by) {
  for (auto at = text.find(letter); at != text.npos; at = text.find(letter, at + by.size()))
    text.replace(at, 1, by);
  return text;
}

/// Within single quotes.
std::string single(const std::string& text) {
  return "'" + replaced(text, '\'', "'\\''") + "'";
}

const char* bash_head = R"(# bash completion for weft
_weft() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= i
  [[ $word != = ]] || word=
  [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }
  done
  COMPREPLY=()
  case "$command $before" in
)";
const char* bash_middle = R"(  esac
  case $command in
)";
const char* bash_tail = R"(  esac
}
complete -F _weft weft kubectl-weft
)";

std::string bash_values(const offered_command& command) {
  std::string out;
  for (const auto& option : command.options) {
    if (option.names.empty() || !option.takes_value)
      continue;
    std::vector<std::string> places;
    for (const auto& name : option.names)
      places.push_back("\"" + command.name + " " + name + "\"");
    const auto reply
      = option.takes_file ? "COMPREPLY=($(compgen -f -- \"$word\"))"
        : option.values.empty()
          ? std::string{":"}
          : "COMPREPLY=($(compgen -W \"" + joined(option.values, " ") + "\" -- \"$word\"))";
    out += "    " + joined(places, " | ") + ") " + reply + "; return ;;\n";
  }
  return out;
}

std::string write_bash(const std::vector<offered_command>& offers) {
  std::string out = bash_head;
  for (const auto& command : offers)
    out += bash_values(command);
  out += bash_middle;
  for (const auto& command : offers)
    out += "    " + (command.name.empty() ? "\"\"" : command.name) + ") COMPREPLY=($(compgen -W \""
           + words_of(command) + "\" -- \"$word\")) ;;\n";
  return out + bash_tail;
}

/// A description within an _arguments specification.
std::string zsh_words(const std::string& text) {
  auto out = replaced(text, '\\', "\\\\");
  for (const auto letter : {'[', ']', ':'})
    out = replaced(std::move(out), letter, std::string{"\\"} + letter);
  return out;
}

std::string zsh_option(const offered_option& option) {
  std::string action = " ";
  if (option.takes_file)
    action = "_files";
  else if (!option.values.empty())
    action = "(" + joined(option.values, " ") + ")";
  std::string out;
  if (option.names.empty())
    return " \\\n      " + single("*:" + zsh_words(option.help) + ":" + action);
  for (const auto& name : option.names)
    out
      += " \\\n      "
         + single(name + (option.takes_value && name.starts_with("--") ? "=" : "") + "["
                  + zsh_words(option.help) + "]" + (option.takes_value ? ":value:" + action : ""));
  return out;
}

std::string write_zsh(const std::vector<offered_command>& offers) {
  std::string out = "#compdef weft\n# zsh completion for weft\n_weft() {\n"
                    "  local -a commands=(";
  for (const auto& command : offers)
    if (!command.name.empty())
      out += "\n    " + single(command.name + ":" + zsh_words(command.help));
  out += ")\n  if ((CURRENT == 2)); then\n    _describe command commands\n    return\n  fi\n"
         "  local chosen=$words[2]\n  words=(\"${(@)words[2,-1]}\")\n  ((CURRENT -= 1))\n"
         "  case $chosen in\n";
  for (const auto& command : offers) {
    if (command.name.empty())
      continue;
    out += "    " + command.name + ") _arguments";
    for (const auto& option : command.options)
      out += zsh_option(option);
    out += " ;;\n";
  }
  return out
         + "  esac\n}\nif [[ $funcstack[1] == _weft ]]; then\n  _weft \"$@\"\nelse\n"
           "  compdef _weft weft\nfi\n";
}

std::string fish_option(const std::string& when, const offered_option& option) {
  std::string out = "complete -c weft " + when;
  for (const auto& name : option.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (option.takes_file)
    out += " -r -F";
  else if (option.takes_value && !option.names.empty())
    out += " -x";
  if (!option.values.empty())
    out += " -a " + single(joined(option.values, " "));
  return out + " -d " + single(option.help) + "\n";
}

std::string write_fish(const std::vector<offered_command>& offers) {
  std::string out = "# fish completion for weft\ncomplete -c weft -f\n";
  for (const auto& command : offers) {
    if (!command.name.empty())
      out += "complete -c weft -n __fish_use_subcommand -a " + command.name + " -d "
             + single(command.help) + "\n";
    const auto when = command.name.empty()
                        ? std::string{"-n __fish_use_subcommand"}
                        : "-n '__fish_seen_subcommand_from " + command.name + "'";
    for (const auto& option : command.options)
      if (!command.name.empty() || !option.names.empty())
        out += fish_option(when, option);
  }
  return out;
}

} // namespace

std::string write_completion(const std::vector<offered_command>& offers, shell which) {
  switch (which) {
  case shell::bash:
    return write_bash(offers);
  case shell::zsh:
    return write_zsh(offers);
  case shell::fish:
    break;
  }
  return write_fish(offers);
}

} // namespace weft
