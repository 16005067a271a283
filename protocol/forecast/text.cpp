#include "protocol/forecast/text.hpp"

#include "protocol/json/value.hpp"
#include "protocol/table.hpp"

#include <algorithm>

namespace weft {

namespace {

struct appearance {
  std::string_view mark;
  std::string_view colour;
};

appearance look_of(change what) {
  switch (what) {
  case change::add:
    return {"+", "\x1b[32m"};
  case change::alter:
    return {"~", "\x1b[33m"};
  case change::remove:
    return {"-", "\x1b[31m"};
  case change::wrong:
    break;
  }
  return {"!", "\x1b[1;35m"};
}

/// Gathers lines; colours them if that is wished.
class sheet {
public:
  explicit sheet(bool coloured) : coloured_(coloured) {}

  void line(const std::string& words, std::string_view colour = {}) {
    const bool dyed = coloured_ && !colour.empty();
    text.append(dyed ? colour : "").append(one_line(words)).append(dyed ? "\x1b[0m" : "");
    text += '\n';
  }

  void heading(const std::string& words) {
    if (!text.empty())
      text += '\n';
    line(words, "\x1b[1m");
  }

  void section(const std::string& title, const std::vector<remark>& all) {
    if (all.empty())
      return;
    heading(title);
    for (const auto& one : all)
      line("  " + to_string(one.about) + ": " + one.reason
           + (one.message.empty() ? "" : ": " + one.message));
  }

  std::string text;

private:
  bool coloured_;
};

std::string some(std::size_t number, const std::string& one) {
  return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

std::string brake_words(const forecast::held_back& one) {
  return one.target + ": removing " + std::to_string(one.sweeps) + " of " + std::to_string(one.ours)
         + " things whose object is gone waits for a second comparison "
         + std::to_string(one.wait.count()) + " s later";
}

std::size_t objects_of(const forecast& what) {
  std::size_t sum = 0;
  for (const auto& [ns, some] : what.objects)
    sum += some;
  return sum;
}

std::string sum_of(const forecast& what) {
  const auto looked
    = some(objects_of(what), "object") + ", " + some(what.targets, "target") + " looked at";
  std::string out;
  if (what.changes.empty())
    out = what.braked.empty() ? "Nothing to do" : "Nothing to do at once";
  else
    out = "To add " + std::to_string(count(what, change::add)) + ", to alter "
          + std::to_string(count(what, change::alter)) + ", to remove "
          + std::to_string(count(what, change::remove));
  if (!what.unplaced.empty())
    out += "; not placed " + std::to_string(what.unplaced.size());
  if (!what.unreadable.empty())
    out += "; not readable " + std::to_string(what.unreadable.size());
  return out + " (" + looked + ").";
}

json::value written(const std::vector<remark>& all) {
  json::array out;
  for (const auto& one : all)
    out.push_back(json::value::of(
      {{"object", to_string(one.about)}, {"reason", one.reason}, {"message", one.message}}));
  return out;
}

json::value whole(std::size_t number) {
  return static_cast<std::uint64_t>(number);
}

} // namespace

std::string write_text(const forecast& what, bool coloured) {
  sheet out{coloured};
  for (const auto& one : what.changes) {
    out.heading(one.target);
    for (const auto& line : one.lines) {
      const auto look = look_of(line.what);
      out.line(std::string{look.mark} + " " + line.text, look.colour);
    }
  }
  if (!what.braked.empty())
    out.heading("Held by the brake");
  for (const auto& one : what.braked)
    out.line("  " + brake_words(one));
  out.section("Not placed", what.unplaced);
  out.section("Not readable", what.unreadable);
  out.section("To be told", what.notes);
  if (const auto wrong = count(what, change::wrong); wrong > 0)
    out.heading(some(wrong, "line")
                + " marked ! would touch what is not ours: a mistake of weft's. "
                  "Do not run it on this, and report it.");
  if (what.troubles.empty())
    out.heading(sum_of(what));
  return std::move(out.text);
}

std::string write_json(const forecast& what) {
  json::array changes;
  for (const auto& one : what.changes)
    for (const auto& line : one.lines)
      changes.push_back(json::value::of(
        {{"change", to_string(line.what)},
         {"target", one.target},
         {"object", line.about.kind.empty() ? json::value{} : json::value{to_string(line.about)}},
         {"text", line.text}}));
  json::array braked;
  for (const auto& one : what.braked)
    braked.push_back(json::value::of({{"target", one.target},
                                      {"sweeps", whole(one.sweeps)},
                                      {"ours", whole(one.ours)},
                                      {"waitSeconds", one.wait.count()}}));
  json::array troubles(what.troubles.begin(), what.troubles.end());
  const auto all = json::value::of({{"changes", std::move(changes)},
                                    {"braked", std::move(braked)},
                                    {"notPlaced", written(what.unplaced)},
                                    {"notReadable", written(what.unreadable)},
                                    {"notes", written(what.notes)},
                                    {"errors", std::move(troubles)},
                                    {"objects", whole(objects_of(what))},
                                    {"targets", whole(what.targets)}});
  return json::write_pretty(all) + "\n";
}

} // namespace weft
