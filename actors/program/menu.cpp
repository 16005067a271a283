#include "actors/program/menu.hpp"

#include "actors/program/commands.hpp"
#include "actors/program/completion.hpp"
#include "actors/program/explain.hpp"
#include "actors/program/name.hpp"
#include "actors/program/plan.hpp"
#include "actors/program/settings_options.hpp"
#include "actors/program/state.hpp"
#include "actors/program/translate.hpp"
#include "actors/program/unknown_words.hpp"
#include "weft/version.hpp"

#include <CLI/CLI.hpp>

#include <initializer_list>
#include <iostream>
#include <map>
#include <memory>
#include <string>

namespace weft {

namespace {

/// A command whose help ends with examples; each is what follows the program's name.
CLI::App& command(CLI::App& app, const std::string& name, const std::string& help,
                  std::initializer_list<const char*> examples) {
  auto* made = app.add_subcommand(name, help);
  std::string footer = examples.size() > 1 ? "Examples:" : "Example:";
  for (const auto* example : examples)
    footer += "\n  " + program_name() + " " + example;
  made->footer(footer);
  return *made;
}

/// An option that takes one of a few words.
template <class T>
CLI::Option* offer_choice(CLI::App& to, const std::string& names, T& into, const std::string& help,
                          const std::map<std::string, T>& words) {
  std::string shown;
  std::string listed;
  for (const auto& [word, value] : words) {
    shown += (shown.empty() ? "" : ",") + word;
    listed += (listed.empty() ? "" : ", ") + word;
  }
  const auto take = [&into, words](const std::string& said) { into = words.at(said); };
  const auto refuse = [words, listed](const std::string& said) {
    return words.contains(said) ? "" : "must be one of " + listed + ", not \"" + said + "\"";
  };
  return to.add_option_function<std::string>(names, take, help)
    ->check(CLI::Validator(refuse, ""))
    ->type_name("{" + shown + "}");
}

void offer_address(CLI::App& to, state_address& at) {
  to.add_option("--address", at.address, "Where weft serves its state")->capture_default_str();
  to.add_option("--port", at.port, "Port of the same")->capture_default_str();
}

void offer_run(CLI::App& app, chosen_command& chosen) {
  auto& run = command(app, "run", "Run the controller until it is told to stop",
                      {"run --config weft.yaml", "run --velocloud-enabled=true --log-level=debug"});
  const auto given = std::make_shared<given_settings>();
  offer_settings(run, *given);
  run.callback([given, &chosen] {
    chosen = [given] {
      const auto how = read_settings(*given);
      return how ? run_controller(*how) : 1;
    };
  });
}

void offer_agent(CLI::App& app, chosen_command& chosen) {
  auto& agent
    = command(app, "agent",
              "Run the agent of this node until it is told to stop\n"
              "It gives running Pods of the node the networks that their annotations name. "
              "Needs root, the socket of the container runtime, CNI plugins, and the "
              "node's name. One settings file may serve it and \"run\": of that it uses the "
              "sections named here",
              {"agent --cni-node-name=worker-1", "agent --config weft.yaml"});
  const auto given = std::make_shared<given_settings>();
  offer_settings(agent, *given, {"log", "kubernetes", "server", "runtime", "cni"});
  agent.callback([given, &chosen] {
    chosen = [given] {
      const auto how = read_settings(*given, true);
      return how ? run_agent(*how) : 1;
    };
  });
}

void offer_plan(CLI::App& app, chosen_command& chosen) {
  auto& plan = command(app, "plan",
                       "Show what the controller would change, and change nothing\n"
                       "Exit code: 0 nothing to do, 2 changes, 1 trouble",
                       {"plan --config weft.yaml", "plan -n ns1 -o json"});
  const auto given = std::make_shared<given_settings>();
  const auto wish = std::make_shared<plan_options>();
  offer_choice(plan, "--output,-o", wish->output, "How to write it",
               {{"text", plan_options::layout::text}, {"json", plan_options::layout::json}});
  plan.add_option("--domain", wish->domain, "Only this domain");
  plan.add_option("--namespace,-n", wish->name_space,
                  "Show, and answer for, only what concerns objects of this namespace");
  offer_settings(plan, *given);
  plan.callback([given, wish, &chosen] {
    chosen = [given, wish] {
      const auto how = read_settings(*given);
      return how ? run_plan(*how, *wish) : 1;
    };
  });
}

void offer_demo(CLI::App& app, chosen_command& chosen) {
  auto& demo = command(app, "demo", "Watch it work: simulated cluster, simulated controllers",
                       {"demo", "demo --domain aci", "demo --stay --verbose"});
  const auto how = std::make_shared<demo_options>();
  std::map<std::string, std::string> domains;
  for (const auto& name : demo_domains())
    domains.emplace(name, name);
  offer_choice(demo, "--domain", how->domain, "Tell of this domain alone", domains);
  demo.add_flag("--stay", how->stay, "Keep serving after the story and say how to look around");
  demo.add_flag("-v,--verbose", how->verbose, "Show the controller's own log as well");
  demo.callback([how, &chosen] { chosen = [how] { return run_demo(*how); }; });
}

void offer_state(CLI::App& app, chosen_command& chosen) {
  auto& state = command(app, "state", "Show the living actors of a running weft",
                        {"state --unhealthy", "state -n ns1 --kind VelocloudBP -o json"});
  const auto look = std::make_shared<state_options>();
  offer_address(state, look->at);
  state.add_option("--domain", look->which.domain, "Only this domain");
  state.add_option("--namespace,-n", look->which.name_space, "Only objects of this namespace");
  state.add_option("--kind", look->which.kind, "Only objects of this kind");
  state.add_option("--name", look->which.name, "Only objects or targets of this name");
  state.add_flag("--unhealthy", look->which.unhealthy, "Only what is not as it should be");
  offer_choice(state, "--output,-o", look->output, "How to write it",
               {{"table", state_options::layout::table}, {"json", state_options::layout::json}});
  state.callback([look, &chosen] { chosen = [look] { return run_state(*look); }; });
}

void offer_explain(CLI::App& app, chosen_command& chosen) {
  auto& explain
    = command(app, "explain",
              "Show why an object is, or is not, ready\n"
              "Exit code: 0 it is, 2 it is not, 1 trouble",
              {"explain VelocloudBP/ns1/velokube1", "explain deployment/ns1/web",
               "explain pod/ns1/web-0", "explain service/ns1/web", "explain node/worker-1"});
  const auto question = std::make_shared<explain_options>();
  offer_address(explain, question->at);
  explain.add_option("object", question->object, "KIND/NAMESPACE/NAME, or the end of it")
    ->required();
  explain.callback([question, &chosen] { chosen = [question] { return run_explain(*question); }; });
}

void offer_sim(CLI::App& app, chosen_command& chosen) {
  auto& sim = command(app, "sim", "Serve one simulator alone",
                      {"sim velocloud --port 8443", "sim aci --nodes 1", "sim kubernetes --plain"});
  const auto how = std::make_shared<sim_options>();
  offer_choice<std::string>(
    sim, "name", how->name, "The simulator",
    {{"aci", "aci"}, {"avi", "avi"}, {"kubernetes", "kubernetes"}, {"velocloud", "velocloud"}})
    ->required();
  sim.add_option("--address", how->address, "Address to listen on")->capture_default_str();
  sim.add_option("--port", how->port, "Port to listen on; 0 takes a free one")
    ->capture_default_str();
  sim.add_option("--nodes", how->nodes, "APICs, or nodes of AVI, each at the next port")
    ->check(CLI::Range(1, 7).description(""))
    ->capture_default_str();
  sim.add_flag("!--plain", how->tls, "Without TLS");
  sim.callback([how, &chosen] { chosen = [how] { return run_sim(*how); }; });
}

void offer_translate(CLI::App& app, chosen_command& chosen) {
  auto& translate = command(
    app, "translate",
    "Write another program's settings as a settings file of weft's\n"
    "avi: those of AVI's own operator, be it values of its Helm chart, its ConfigMap "
    "avi-k8s-config, or its environment as \"env\" prints it. Whatever is not taken over, or is "
    "still to do, is named to stderr, secrets among it.\n"
    "Exit code: 0 there is nothing to name, 2 there is, 1 trouble",
    {"translate avi values.yaml > weft.yaml", "translate avi - < values.yaml"});
  const auto how = std::make_shared<translate_options>();
  offer_choice<std::string>(translate, "from", how->from, "Whose settings", {{"avi", "avi"}})
    ->required();
  translate.add_option("file", how->file, "Where they are; - reads what is piped in")->required();
  translate.callback([how, &chosen] { chosen = [how] { return run_translate(*how); }; });
}

void offer_completion(CLI::App& app, chosen_command& chosen) {
  auto& completion
    = command(app, "completion", "Write the script by which a shell completes weft's words",
              {"completion bash > /etc/bash_completion.d/weft", "completion fish | source"});
  const auto which = std::make_shared<shell>();
  offer_choice(completion, "shell", *which, "The shell to write it for",
               {{"bash", shell::bash}, {"zsh", shell::zsh}, {"fish", shell::fish}})
    ->required();
  completion.callback([which, &app, &chosen] {
    chosen = [which, &app] {
      std::cout << write_completion(offers_of(app), *which);
      return 0;
    };
  });
}

void offer_version(CLI::App& app, chosen_command& chosen) {
  command(app, "version", "Say which version this is", {"version"}).callback([&chosen] {
    chosen = [] {
      std::cout << "weft " << version << '\n';
      return 0;
    };
  });
}

void offer_help(CLI::App& app, chosen_command& chosen) {
  auto& help = command(app, "help", "Explain a command", {"help plan"});
  const auto topic = std::make_shared<std::string>();
  help.add_option("command", *topic, "The command to explain")->type_name(names_of_commands(app));
  help.callback([topic, &app, &chosen] {
    chosen = [topic, &app] {
      const auto* about = topic->empty() ? &app : find_command(app, *topic);
      if (!about)
        std::cerr << unknown_command(app, *topic);
      else if (about == &app) // asked itself, it would show the command that was parsed
        std::cout << app.get_formatter()->make_help(&app, app.get_name(),
                                                    CLI::AppFormatMode::Normal);
      else
        std::cout << about->help(app.get_name());
      return about ? 0 : 1;
    };
  });
}

} // namespace

void offer_commands(CLI::App& app, chosen_command& chosen) {
  offer_run(app, chosen);
  offer_agent(app, chosen);
  offer_plan(app, chosen);
  offer_demo(app, chosen);
  offer_state(app, chosen);
  offer_explain(app, chosen);
  offer_sim(app, chosen);
  offer_translate(app, chosen);
  offer_completion(app, chosen);
  offer_version(app, chosen);
  offer_help(app, chosen);
}

} // namespace weft
