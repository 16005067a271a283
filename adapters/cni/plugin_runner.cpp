#include "adapters/cni/plugin_runner.hpp"

#include "adapters/cni/group_end.hpp"
#include "adapters/cni/plugin_path.hpp"
#include "adapters/net/gate.hpp"

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace weft::cni {

namespace {

/// A plugin that runs.
class running_plugin : public plugin_start {
public:
  template <class... Args>
  explicit running_plugin(Args&&... args) : child_(std::forward<Args>(args)...) {}

  void release() override { child_.release(); }

private:
  plugin_child child_;
};

/// One that is nowhere.
class missing_plugin : public plugin_start {
public:
  missing_plugin(net::transport& io, plugin_search search, plugin_events events) {
    execution out;
    out.how = execution::ending::not_started;
    out.status = ENOENT;
    out.tried = std::move(search.tried);
    io.post([gate = gate_, out = std::move(out), tell = std::move(events.on_end)]() mutable {
      gate->enter([&] { tell(std::move(out)); });
    });
  }
  ~missing_plugin() override { gate_->close(); }

  void release() override {}

private:
  std::shared_ptr<net::gate> gate_ = std::make_shared<net::gate>();
};

std::string listed(const std::vector<std::string>& paths) {
  std::string out;
  for (const auto& path : paths)
    out += (out.empty() ? "" : ", ") + path;
  return out.empty() ? "no path" : out;
}

} // namespace

plugin_runner::plugin_runner(net::transport& io, plugin_surroundings around)
  : io_(io), limits_(around.limits), environment_{"PATH=" + around.path} {
  for (const auto& name : around.passed)
    if (const char* text = std::getenv(name.c_str()))
      environment_.push_back(name + "=" + text);
}

std::unique_ptr<plugin_start>
plugin_runner::start(invocation what, std::chrono::milliseconds deadline, plugin_events events) {
  const auto* path_list = find(what, "CNI_PATH");
  auto search = find_plugin_file(what.type, path_list ? *path_list : std::string{});
  if (!search.found)
    return std::make_unique<missing_plugin>(io_, std::move(search), std::move(events));
  auto environment = environment_;
  for (const auto& [name, text] : what.environment)
    environment.push_back(name + "=" + text);
  return std::make_unique<running_plugin>(io_, search.found->path, std::move(environment),
                                          std::move(what.input), deadline, limits_,
                                          std::move(events));
}

void plugin_runner::end_group(process_group which, std::string container_id,
                              std::function<void(result<bool>)> done) {
  io_.post([&io = io_, grace = limits_.kill_grace, which, container_id = std::move(container_id),
            done = std::move(done)] {
    if (!is_left_of(which, container_id))
      return done(false);
    end_members(io, which.id, grace, [which, done](bool gone) {
      if (gone)
        done(true);
      else
        done(fault{errc::unreachable,
                   "some of it have not ended after SIGKILL",
                   "process group " + std::to_string(which.id),
                   {}});
    });
  });
}

void plugin_runner::find_plugin(std::string type, std::string path_list,
                                std::function<void(result<plugin_file>)> done) {
  io_.post([type = std::move(type), path_list = std::move(path_list), done = std::move(done)] {
    auto search = find_plugin_file(type, path_list);
    if (search.found)
      return done(*std::move(search.found));
    done(fault{
      errc::not_found, "no such plugin: tried " + listed(search.tried), "plugin " + type, {}});
  });
}

} // namespace weft::cni
