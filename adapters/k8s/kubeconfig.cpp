#include "adapters/k8s/kubeconfig.hpp"

#include "adapters/files.hpp"
#include "adapters/k8s/server_url.hpp"
#include "adapters/k8s/yaml_json.hpp"
#include "protocol/base64.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace weft::k8s {

namespace {

namespace fs = std::filesystem;

/// The first thing that went wrong; what follows it is not looked at.
using first_fault = std::optional<fault>;

void note(first_fault& trouble, errc code, std::string where, std::string what) {
  if (!trouble)
    trouble = fault{code, std::move(what), std::move(where), {}};
}

/// "file:line"
std::string at(const fs::path& file, const YAML::Node& node) {
  const auto line = node.IsDefined() ? node.Mark().line : -1;
  return line < 0 ? file.string() : file.string() + ":" + std::to_string(line + 1);
}

/// One entry of clusters, users or contexts.
struct entry {
  std::string kind; ///< "cluster"
  std::string name;
  YAML::Node body;
  fs::path file;

  std::string title() const { return kind + " \"" + name + "\""; }
  std::string where() const { return at(file, body); }
  std::string where(const std::string& key) const {
    return body[key] ? at(file, body[key]) : where();
  }

  std::string text(const char* key, first_fault& trouble) const {
    const auto held = body[key];
    if (!held || held.IsNull())
      return {};
    if (held.IsScalar())
      return held.Scalar();
    note(trouble, errc::malformed, where(key), title() + ": " + key + " is not a text");
    return {};
  }

  bool flag(const char* key, first_fault& trouble) const {
    const auto held = text(key, trouble);
    if (!held.empty() && held != "true" && held != "false")
      note(trouble, errc::malformed, where(key),
           title() + ": " + key + " is neither true nor false");
    return held == "true";
  }

  fs::path path(const char* key, first_fault& trouble) const {
    const auto held = text(key, trouble);
    return held.empty() ? fs::path{} : file.parent_path() / held;
  }

  /// `key-data` in base64, else the file named by `key`.
  pem_source pem(const std::string& key, first_fault& trouble) const {
    const auto data = text((key + "-data").c_str(), trouble);
    if (data.empty())
      return {{}, path(key.c_str(), trouble)};
    auto decoded = decode_base64(data);
    if (!decoded)
      note(trouble, errc::malformed, where(key + "-data"),
           title() + ": " + key + "-data is not base64");
    return {decoded.value_or(""), {}};
  }
};

/// All files as one.
struct merged {
  std::string current_context;
  std::vector<entry> clusters;
  std::vector<entry> users;
  std::vector<entry> contexts;
  fs::path files; ///< "a, b", for messages
};

const entry* find(const std::vector<entry>& all, std::string_view name) {
  const auto i
    = std::find_if(all.begin(), all.end(), [&](const entry& one) { return one.name == name; });
  return i == all.end() ? nullptr : &*i;
}

/// The named entry, or a complaint that lists those there are.
const entry* choose(const merged& from, const std::vector<entry>& all, std::string kind,
                    const std::string& name, first_fault& trouble) {
  const auto* found = find(all, name);
  if (found)
    return found;
  std::string what = "no " + kind + " \"" + name + "\"";
  for (const auto& one : all)
    what += (&one == all.data() ? "; there are: " : ", ") + one.name;
  note(trouble, errc::refused, from.files.string(), all.empty() ? what + " nor any other" : what);
  return nullptr;
}

void add_entries(const YAML::Node& document, const fs::path& file, const char* list,
                 const std::string& kind, std::vector<entry>& into, first_fault& trouble) {
  const auto items = document[list];
  if (!items || items.IsNull())
    return;
  if (!items.IsSequence())
    return note(trouble, errc::malformed, at(file, items), std::string{list} + " is not a list");
  for (const auto& item : items) {
    if (!item.IsMap() || !item["name"] || !item["name"].IsScalar())
      return note(trouble, errc::malformed, at(file, item),
                  "an entry of " + std::string{list} + " has no name");
    const auto& name = item["name"].Scalar();
    const auto body = item[kind];
    if (body && !body.IsMap() && !body.IsNull())
      return note(trouble, errc::malformed, at(file, body),
                  kind + " \"" + name + "\" is not a map");
    if (!find(into, name))
      into.push_back({kind, name, body ? body : YAML::Node{YAML::NodeType::Map}, file});
  }
}

/// Absent, it counts as right.
void expect(const YAML::Node& document, const char* key, const std::string& wanted,
            const fs::path& file, first_fault& trouble) {
  const auto held = document[key];
  if (held && (!held.IsScalar() || held.Scalar() != wanted))
    note(trouble, errc::refused, at(file, held),
         "not a kubeconfig: " + std::string{key} + " must be " + wanted);
}

void add_file(const fs::path& file, merged& into, first_fault& trouble) {
  std::error_code denied; // which reading tells
  if (!fs::exists(file, denied) && !denied)
    return;
  into.files += (into.files.empty() ? "" : ", ") + file.string();
  const auto text = read_file(file);
  if (!text)
    return note(trouble, errc::refused, "kubeconfig", text.error().what);
  const auto document = YAML::Load(*text);
  if (document.IsNull())
    return;
  if (!document.IsMap())
    return note(trouble, errc::malformed, file.string(), "not a kubeconfig");
  expect(document, "apiVersion", "v1", file, trouble);
  expect(document, "kind", "Config", file, trouble);
  if (into.current_context.empty() && document["current-context"])
    into.current_context = document["current-context"].Scalar();
  add_entries(document, file, "clusters", "cluster", into.clusters, trouble);
  add_entries(document, file, "users", "user", into.users, trouble);
  add_entries(document, file, "contexts", "context", into.contexts, trouble);
}

void read_cluster(const entry& from, cluster_access& into, first_fault& trouble) {
  const auto url = from.text("server", trouble);
  if (auto server = read_server_url(url)) {
    into.server = server->where;
    into.base_path = server->base_path;
  } else {
    note(trouble, errc::refused, from.where("server"),
         from.title() + ": server: " + server.error().what);
  }
  into.ca = from.pem("certificate-authority", trouble);
  into.tls_server_name = from.text("tls-server-name", trouble);
  into.insecure = from.flag("insecure-skip-tls-verify", trouble);
  if (into.insecure && !into.ca.empty())
    note(trouble, errc::refused, from.where("insecure-skip-tls-verify"),
         from.title() + ": insecure-skip-tls-verify and certificate-authority exclude each other");
  if (!from.text("proxy-url", trouble).empty())
    note(trouble, errc::refused, from.where("proxy-url"),
         from.title() + ": proxy-url is not supported");
}

json::value exec_cluster(const entry& cluster, const cluster_access& access, first_fault& trouble) {
  auto told = json::value::of({{"server", cluster.text("server", trouble)}});
  if (!access.tls_server_name.empty())
    told.set("tls-server-name", access.tls_server_name);
  if (access.insecure)
    told.set("insecure-skip-tls-verify", true);
  if (!access.ca.text.empty())
    told.set("certificate-authority-data", encode_base64(access.ca.text));
  for (const auto& one : cluster.body["extensions"])
    if (one["name"] && one["name"].Scalar() == "client.authentication.k8s.io/exec") {
      auto config = to_json(one["extension"]);
      if (config)
        told.set("config", *std::move(config));
      else
        note(trouble, errc::malformed, cluster.where("extensions"),
             cluster.title() + ": extensions: " + config.error().what);
    }
  return told;
}

void read_exec(const entry& user, const entry& cluster, cluster_access& into,
               first_fault& trouble) {
  const entry from{"user", user.name, user.body["exec"], user.file};
  auto refuse = [&](const std::string& why) {
    note(trouble, errc::refused, user.where("exec"), user.title() + ": exec: " + why);
  };
  if (!from.body.IsMap())
    return refuse("is not a map");
  exec_plugin plugin;
  plugin.api_version = from.text("apiVersion", trouble);
  if (plugin.api_version != "client.authentication.k8s.io/v1"
      && plugin.api_version != "client.authentication.k8s.io/v1beta1")
    refuse("apiVersion \"" + plugin.api_version + "\" is not supported");
  plugin.command = from.text("command", trouble);
  if (plugin.command.empty())
    refuse("command is missing");
  if (plugin.command.find('/') != std::string::npos)
    plugin.command = (fs::absolute(user.file).parent_path() / plugin.command).string();
  for (const auto& one : from.body["args"])
    plugin.args.push_back(one.Scalar());
  for (const auto& one : from.body["env"])
    plugin.env.emplace_back(one["name"].as<std::string>(), one["value"].as<std::string>());
  plugin.install_hint = from.text("installHint", trouble);
  const auto mode = from.text("interactiveMode", trouble);
  if (mode == "Always")
    refuse("interactiveMode Always needs a terminal; there is none");
  if (from.flag("provideClusterInfo", trouble))
    plugin.cluster = exec_cluster(cluster, into, trouble);
  into.exec = std::move(plugin);
}

void read_impersonation(const entry& from, impersonation& into, first_fault& trouble) {
  into.user = from.text("as", trouble);
  into.uid = from.text("as-uid", trouble);
  for (const auto& group : from.body["as-groups"])
    into.groups.push_back(group.Scalar());
  for (const auto& extra : from.body["as-user-extra"])
    into.extra.emplace_back(extra.first.Scalar(), extra.second.as<std::vector<std::string>>());
  if (into.user.empty() && (!into.uid.empty() || !into.groups.empty() || !into.extra.empty()))
    note(trouble, errc::refused, from.where(),
         from.title() + ": as-uid, as-groups and as-user-extra need as");
}

void read_user(const entry& from, const entry& cluster, cluster_access& into,
               first_fault& trouble) {
  into.certificate = from.pem("client-certificate", trouble);
  into.key = from.pem("client-key", trouble);
  if (into.certificate.empty() != into.key.empty())
    note(trouble, errc::refused, from.where(),
         from.title() + ": client-certificate and client-key need each other");
  into.token = from.text("token", trouble);
  into.token_file = from.path("tokenFile", trouble);
  read_impersonation(from, into.as, trouble);
  if (!from.text("username", trouble).empty() || !from.text("password", trouble).empty())
    into.warnings.push_back(from.title() + " in " + from.file.string()
                            + ": username and password are ignored; servers refuse basic "
                              "authentication since 1.19");
  if (from.body["auth-provider"])
    note(trouble, errc::refused, from.where("auth-provider"),
         from.title()
           + ": auth-provider is gone from Kubernetes; use exec with the provider's "
             "credential plugin");
  const bool has_credential
    = !into.token.empty() || !into.token_file.empty() || !into.certificate.empty();
  if (from.body["exec"] && !has_credential)
    read_exec(from, cluster, into, trouble);
}

cluster_access resolve(const merged& all, const access_overrides& wanted, first_fault& trouble) {
  cluster_access found;
  const auto& name = wanted.context.empty() ? all.current_context : wanted.context;
  if (name.empty()) {
    note(trouble, errc::refused, all.files.string(),
         "no current-context, and no context was asked for");
    return found;
  }
  const auto* context = choose(all, all.contexts, "context", name, trouble);
  if (!context)
    return found;
  const auto* cluster
    = choose(all, all.clusters, "cluster", context->text("cluster", trouble), trouble);
  const auto user_name = context->text("user", trouble);
  if (!cluster)
    return found;
  found.origin = context->title() + " of " + context->file.string();
  read_cluster(*cluster, found, trouble);
  // A context without a user is anonymous.
  const auto* user
    = user_name.empty() ? nullptr : choose(all, all.users, "user", user_name, trouble);
  if (user)
    read_user(*user, *cluster, found, trouble);
  if (auto ns = context->text("namespace", trouble); !ns.empty())
    found.ns = std::move(ns);
  return found;
}

} // namespace

result<cluster_access> read_kubeconfig(const std::vector<fs::path>& files,
                                       const access_overrides& wanted) {
  merged all;
  first_fault trouble;
  for (const auto& file : files) {
    try {
      add_file(file, all, trouble);
    } catch (const YAML::Exception& why) {
      note(trouble, errc::malformed, file.string(), why.what());
    }
  }
  if (!trouble && all.files.empty())
    note(trouble, errc::refused, files.empty() ? "kubeconfig" : files.front().string(),
         "there is no such file");
  if (trouble)
    return *trouble;
  try {
    auto found = resolve(all, wanted, trouble);
    if (trouble)
      return *trouble;
    return found;
  } catch (const YAML::Exception& why) {
    return fault{errc::malformed, why.what(), all.files.string(), {}};
  }
}

} // namespace weft::k8s
