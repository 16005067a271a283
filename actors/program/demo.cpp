#include "actors/program/commands.hpp"
#include "actors/program/demo/stage.hpp"
#include "actors/program/demo/story.hpp"
#include "actors/program/name.hpp"
#include "actors/program/signals.hpp"
#include "adapters/log/log.hpp"
#include "protocol/cni/names.hpp"

#include <iostream>
#include <stdexcept>

namespace weft {

namespace {

using demo::stage;

/// A chapter that is told.
struct opened {
  const demo::chapter& which;
  std::unique_ptr<demo::story> story;
};

using stories = std::vector<opened>;

/// Who is told of: the agent of a node is another than the controller.
struct cast_of {
  bool controller = false;
  bool agent = false;
};

cast_of cast_in(const stories& all) {
  cast_of out;
  for (const auto& one : all)
    (one.which.domain == cni::domain_name ? out.agent : out.controller) = true;
  return out;
}

void prepare(stage& on, const stories& all) {
  settings how;
  ways_out ways;
  for (const auto& one : all)
    one.story->join(how, ways);
  const auto [has_controller, has_agent] = cast_in(all);
  on.say(std::string{"Simulated cluster and "} + (has_controller ? "controllers" : "")
         + (has_controller && has_agent ? " and " : "") + (has_agent ? "node" : "")
         + " are up; the CRDs are registered.");
  on.start_controller(how, ways);
  on.say(!has_agent        ? "The controller runs."
         : !has_controller ? "The agent runs."
                           : "The controller runs, and the agent of a node.");
}

void invite(const stage& on, const stories& all) {
  const auto port = std::to_string(on.state_port());
  std::cout << "\nTry, in another terminal:\n"
            << "  export KUBECONFIG=" << on.kubeconfig.string() << '\n'
            << "  curl http://127.0.0.1:" << port << "/state\n"
            << "  weft state --port " << port << '\n';
  for (const auto& one : all)
    for (const auto& line : one.story->invitations())
      std::cout << "  " << line << '\n';
  std::cout << "Stop with Ctrl-C." << std::endl;
}

} // namespace

std::vector<std::string> demo_domains() {
  std::vector<std::string> out;
  for (const auto& one : demo::chapters())
    out.push_back(one.domain);
  return out;
}

int run_demo(const demo_options& how) {
  stop_signals signals;
  log_settings quiet;
  quiet.level = how.verbose ? log::level::info : log::level::error;
  log::start(quiet);
  try {
    stage on;
    stories all;
    for (const auto& one : demo::chapters())
      if (how.domain.empty() || how.domain == one.domain)
        all.push_back({one, one.open(on)});
    prepare(on, all);
    for (const auto& one : all) {
      std::cout << '\n' << one.which.domain << ": " << one.which.title << std::endl;
      one.story->tell();
    }
    for (const auto& one : all)
      std::cout << '\n' << one.story->tables() << std::flush;
    if (how.stay) {
      invite(on, all);
      signals.wait();
    }
    on.stop_controller();
  } catch (const std::runtime_error& why) {
    std::cerr << program_name() << " demo: " << why.what() << '\n';
    return 1;
  }
  return 0;
}

} // namespace weft
