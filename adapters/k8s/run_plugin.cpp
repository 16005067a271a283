#include "adapters/k8s/exec_credential.hpp"
#include "adapters/k8s/exec_source.hpp"
#include "adapters/log/log.hpp"
#include "adapters/net/process.hpp"

namespace weft::k8s {

namespace {

fault not_run(const exec_plugin& plugin, std::string why) {
  if (!plugin.install_hint.empty())
    why += "; " + plugin.install_hint;
  return {errc::forbidden, std::move(why), "", {}};
}

result<std::string> output_of(const exec_plugin& plugin, result<net::finished> ended) {
  const auto name = "the credential plugin " + plugin.command;
  if (!ended)
    return not_run(plugin, name + " cannot be run: " + ended.error().what);
  if (!ended->errors.empty())
    log::info("The credential plugin says something.",
              {{"command", plugin.command}, {"stderr", ended->errors}});
  if (ended->exit_code != 0)
    return not_run(plugin, name + " ended with code " + std::to_string(ended->exit_code));
  return std::move(ended->output);
}

/// In client-go's words.
void count_run(metrics::registry* numbers, const result<net::finished>& ended) {
  if (!numbers)
    return;
  const auto code = ended ? ended->exit_code : 1;
  const auto* status = code == 0                                         ? "no_error"
                       : !ended && ended.error().code == errc::not_found ? "plugin_not_found_error"
                                                                         : "plugin_execution_error";
  numbers
    ->counter(metrics::names::rest_client_exec_plugin_call_total, {std::to_string(code), status})
    .add();
}

} // namespace

plugin_runner run_plugin(net::transport& io, const credential_settings& how,
                         metrics::registry* numbers) {
  return
    [&io, how, numbers](const exec_plugin& plugin, std::function<void(result<std::string>)> done) {
      net::command what{plugin.command,      plugin.args,         plugin.env, "",
                        how.plugin_deadline, how.max_plugin_bytes};
      what.environment.emplace_back("KUBERNETES_EXEC_INFO", write_exec_info(plugin));
      net::run(io, std::move(what),
               [plugin, numbers, done = std::move(done)](result<net::finished> ended) {
                 count_run(numbers, ended);
                 done(output_of(plugin, std::move(ended)));
               });
    };
}

} // namespace weft::k8s
