#include "actors/program/plan.hpp"

#include "actors/forecast/foresee.hpp"
#include "actors/program/name.hpp"
#include "actors/program/ways.hpp"
#include "adapters/log/log.hpp"
#include "protocol/forecast/text.hpp"
#include "protocol/table.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace weft {

namespace {

constexpr std::string_view clear_line = "\r\x1b[K";

bool may_colour() {
  const auto* no = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (!no || *no == '\0');
}

/// Keeps one line of a terminal up to date; says nothing anywhere else.
class progress_line {
public:
  void say(const std::string& words) {
    if (shown_)
      std::cerr << clear_line << one_line(words) << std::flush;
  }

  ~progress_line() {
    if (shown_)
      std::cerr << clear_line << std::flush;
  }

private:
  const bool shown_ = isatty(STDERR_FILENO) == 1;
};

forecast make_forecast(const settings& how, const plan_options& wish) {
  net::transport io{how.runtime.io_threads};
  auto others = open_peers(io, how);
  forecast out;
  if (!others) {
    out.troubles.push_back(to_string(others.error()));
    return out;
  }
  progress_line line;
  foresight_wiring its{how, others->cluster, others->ways};
  its.domain = wish.domain;
  its.say = [&line](const std::string& words) { line.say(words); };
  return foresee(its);
}

} // namespace

int run_plan(const settings& how, const plan_options& wish) {
  auto quiet = how.log;
  quiet.level = log_settings::severity::error;
  log::start(quiet);
  auto found = make_forecast(how, wish);
  if (!wish.name_space.empty()) {
    found = narrowed(std::move(found), wish.name_space);
    if (found.objects.empty() && found.troubles.empty())
      std::cerr << program_name() << ": namespace \"" << wish.name_space
                << "\" has no object that a domain acts on\n";
  }
  std::cout << (wish.output == plan_options::layout::json ? write_json(found)
                                                          : write_text(found, may_colour()));
  for (const auto& trouble : found.troubles)
    std::cerr << program_name() << ": " << one_line(trouble) << '\n';
  return static_cast<int>(verdict_of(found));
}

} // namespace weft
