#include "actors/program/completion.hpp"
#include "actors/program/menu.hpp"
#include "actors/program/name.hpp"
#include "actors/program/unknown_words.hpp"
#include "weft/version.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
  using namespace weft;
  CLI::App app{"weft keeps network control planes in step with Kubernetes.", program_name()};
  app.footer("Try it without a cluster: " + program_name() + " demo");
  app.require_subcommand(1);
  app.set_version_flag("--version", "weft " + std::string{version});
  chosen_command chosen;
  offer_commands(app, chosen);

  if (completes_for_kubectl())
    return complete_for_kubectl(offers_of(app), {argv + 1, argv + argc});
  if (argc > 1 && *argv[1] != '-' && !find_command(app, argv[1])) {
    std::cerr << unknown_command(app, argv[1]);
    return 1;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    std::cerr << unknown_words(app);
    return 1;
  } catch (const CLI::Success& why) { // help, or the version
    return app.exit(why);
  } catch (const CLI::ParseError& why) {
    std::cerr << refused_words(app, why);
    return 1;
  }
  const int outcome = chosen();
  if (!std::cout.flush()) {
    std::cerr << program_name() << ": the output could not be written\n";
    return outcome == 0 ? 1 : outcome;
  }
  return outcome;
}
