#include "actors/program/commands.hpp"
#include "actors/program/explain.hpp"
#include "actors/program/state.hpp"
#include "adapters/settings/keys.hpp"
#include "adapters/settings/reader.hpp"
#include "weft/version.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string>

namespace {

using namespace weft;

/// What was given for each setting on the command line, by path.
using given_flags = std::map<std::string, std::string>;

void offer_settings(CLI::App& command, std::string& file, given_flags& given) {
  command
    .add_option("-c,--config", file, "YAML file with settings; config/weft.yaml shows them all")
    ->envname("WEFT_CONFIG");
  for (const auto& key : config::keys()) {
    if (!key.from_file)
      continue;
    const auto section = key.path.substr(0, key.path.find('.'));
    command
      .add_option(config::flag_name(key), given[key.path], key.help + " (" + key.allowed + ")")
      ->group(section);
  }
}

void offer_address(CLI::App& command, state_address& at) {
  command.add_option("--address", at.address, "Where weft serves its state")->capture_default_str();
  command.add_option("--port", at.port, "Port of the same")->capture_default_str();
}

/// @returns nothing after having said what is wrong.
std::optional<settings> read_settings(const std::string& file, const given_flags& given) {
  config::sources from;
  from.file = file;
  from.environment = config::process_environment();
  from.environment.erase("WEFT_CONFIG");
  for (const auto& [path, text] : given)
    if (!text.empty())
      from.flags.emplace_back(path, text);
  auto read = config::read(from);
  for (const auto& wrong : read.complaints)
    std::cerr << "weft: " << config::to_string(wrong) << '\n';
  if (!read.complaints.empty())
    return std::nullopt;
  return std::move(read.values);
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"weft keeps network control planes in step with Kubernetes.\n"
               "Try it without a cluster: weft demo",
               "weft"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "weft " + std::string{version});

  std::string file;
  given_flags given;
  auto* run = app.add_subcommand("run", "Run the controller until it is told to stop");
  offer_settings(*run, file, given);

  demo_options demo;
  auto* show
    = app.add_subcommand("demo", "Watch it work: simulated cluster, simulated controllers");
  show->add_flag("--stay", demo.stay, "Keep serving after the story and say how to look around");

  show->add_flag("-v,--verbose", demo.verbose, "Show the controller's own log as well");

  sim_options sim;
  auto* simulate = app.add_subcommand("sim", "Serve one simulator alone");
  simulate->add_option("name", sim.name, "velocloud or kubernetes")
    ->required()
    ->check(CLI::IsMember({"velocloud", "kubernetes"}));
  simulate->add_option("--address", sim.address, "Address to listen on")->capture_default_str();
  simulate->add_option("--port", sim.port, "Port to listen on; 0 takes a free one")
    ->capture_default_str();
  simulate->add_flag("!--plain", sim.tls, "Without TLS");

  state_options look;
  auto* state = app.add_subcommand("state", "Show the living actors of a running weft");
  offer_address(*state, look.at);
  state->add_option("--domain", look.which.domain, "Only this domain");
  state->add_option("--namespace,-n", look.which.name_space, "Only objects of this namespace");
  state->add_option("--kind", look.which.kind, "Only objects of this kind");
  state->add_option("--name", look.which.name, "Only objects or targets of this name");
  state->add_flag("--unhealthy", look.which.unhealthy, "Only what is not as it should be");
  state->add_option("--output,-o", look.output, "table or json")
    ->transform(CLI::CheckedTransformer(std::map<std::string, state_options::layout>{
      {"table", state_options::layout::table}, {"json", state_options::layout::json}}));

  explain_options question;
  auto* explain = app.add_subcommand("explain", "Show why an object is, or is not, ready");
  offer_address(*explain, question.at);
  explain->add_option("object", question.object, "KIND/NAMESPACE/NAME")->required();

  auto* tell = app.add_subcommand("version", "Say which version this is");
  auto* help = app.add_subcommand("help", "Explain a command");
  std::string topic;
  help->add_option("command", topic, "The command to explain");

  CLI11_PARSE(app, argc, argv);
  if (tell->parsed())
    std::cout << "weft " << version << '\n';
  if (help->parsed()) {
    const CLI::App* about = topic.empty() ? &app : nullptr;
    for (const auto* command : app.get_subcommands({}))
      if (command->get_name() == topic)
        about = command;
    std::cout << (about ? about->help() : "weft: no command \"" + topic + "\"\n" + app.help());
    return about ? 0 : 1;
  }
  if (state->parsed())
    return run_state(look);
  if (explain->parsed())
    return run_explain(question);
  if (show->parsed())
    return run_demo(demo);
  if (simulate->parsed())
    return run_sim(sim);
  if (run->parsed()) {
    const auto how = read_settings(file, given);
    return how ? run_controller(*how) : 1;
  }
  return 0;
}
