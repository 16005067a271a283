#include "adapters/k8s/core/core_state.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

std::string verb_of(const call& what, const resource_path& where, const parameters& query) {
  const auto i = query.find("watch");
  const bool watches
    = where.watches || (i != query.end() && i->second != "false" && i->second != "0");
  if (what.method == "GET" || what.method == "HEAD")
    return watches ? "watch" : (where.name.empty() ? "list" : "get");
  if (what.method == "POST")
    return "create";
  if (what.method == "PUT")
    return "update";
  if (what.method == "PATCH")
    return "patch";
  return where.name.empty() ? "deletecollection" : "delete";
}

bool writes(std::string_view verb) {
  return verb != "get" && verb != "list" && verb != "watch";
}

refusal not_allowed() {
  refusal out;
  out.code = 405;
  out.reason = "MethodNotAllowed";
  out.message = "the server does not allow this method on the requested resource";
  out.about = subject{};
  return out;
}

} // namespace

resource_ptr api_core::state::find(const std::string& group, const std::string& plural) const {
  const auto i = resources.find(group + "/" + plural);
  return i == resources.end() ? nullptr : i->second;
}

outcome<std::string> api_core::state::authenticate(const call& what) const {
  if (!what.user.empty())
    return what.user;
  if (how.tokens.empty())
    return std::string{"admin"};
  const auto i = how.tokens.find(what.token);
  return i == how.tokens.end() ? outcome<std::string>{unauthorized()} : i->second;
}

std::optional<refusal> api_core::state::authorize(const scope& what) const {
  const auto resource
    = what.subresource.empty() ? what.what->plural : what.what->plural + "/" + what.subresource;
  const bool denied = std::any_of(denials.begin(), denials.end(), [&](const denial& one) {
    return (one.user.empty() || one.user == what.user)
           && (one.verb.empty() || one.verb == what.verb)
           && (one.plural.empty() || one.plural == resource)
           && (one.ns.empty() || one.ns == what.ns);
  });
  if (!denied)
    return std::nullopt;
  const auto place
    = what.ns.empty() ? "at the cluster scope" : "in the namespace \"" + what.ns + "\"";
  auto about = what.about();
  if (what.verb == "create")
    about.name.clear();
  return forbidden(about, "User \"" + what.user + "\" cannot " + what.verb + " resource \""
                            + resource + "\" in API group \"" + what.what->group + "\" " + place);
}

answer api_core::state::handle(const call& what) {
  auto user = authenticate(what);
  if (!user)
    return to_answer(user.error());
  if (how.control && what.path.starts_with("/sim/v1/"))
    return control(what);
  if (auto told = discover(what)) {
    const auto fault = faults.next_for("get", "");
    return fault ? unfortunate(*fault) : *told;
  }
  if (auto told = describe_schemas(what))
    return *told;
  const auto where = read_path(what.path);
  if (!where)
    return to_answer(no_such_path());
  scope asked;
  asked.asked = &what;
  asked.now = now;
  asked.user = *user;
  asked.what = find(where->group, where->plural);
  asked.version = where->version;
  asked.ns = where->ns;
  asked.name = where->name;
  asked.subresource = where->subresource;
  asked.query = read_query(what.query);
  asked.verb = verb_of(what, *where, asked.query);
  const bool served
    = asked.what && asked.what->find(asked.version) && (asked.ns.empty() || asked.what->namespaced);
  if (served)
    ++counts[asked.verb + " " + asked.what->plural];
  const auto fault = faults.next_for(asked.verb, where->plural);
  if (fault && fault->what != misfortune::drop_after)
    return unfortunate(*fault);
  if (!served)
    return fault ? unfortunate(*fault) : to_answer(no_such_path());
  if (now < full_until && writes(asked.verb))
    return to_answer(internal_error("etcdserver: mvcc: database space exceeded"));
  auto out = dispatch(asked);
  if (fault && out.watch)
    watches.erase(*out.watch);
  return fault ? unfortunate(*fault) : out;
}

answer api_core::state::dispatch(scope& asked) {
  if (auto no = authorize(asked))
    return to_answer(*no);
  if (!read_accept(asked.asked->accept, asked))
    return to_answer(not_acceptable("application/json"));
  const auto& sub = asked.subresource;
  const bool is_finalize = sub == "finalize" && asked.what->plural == "namespaces";
  if (!sub.empty() && !is_finalize && !(sub == "status" && asked.what->has_status))
    return to_answer(no_such_path());
  if (asked.verb == "get")
    return get(asked);
  if (asked.verb == "list")
    return list(asked);
  if (asked.verb == "watch")
    return watch(asked);
  const bool needs_namespace = asked.what->namespaced && asked.ns.empty();
  if (asked.verb == "create")
    return needs_namespace ? to_answer(not_allowed()) : create(asked);
  if (asked.verb == "deletecollection")
    return remove_all(asked);
  if (asked.name.empty())
    return to_answer(bad_request("name must be provided"));
  if (asked.verb == "update")
    return update(asked);
  if (asked.verb == "patch")
    return patch(asked);
  return remove(asked);
}

answer api_core::state::control(const call& what) {
  const auto body = json::parse(what.body.empty() ? "{}" : what.body);
  auto word = [&](std::string_view name) { return std::string{body ? body->text_at({name}) : ""}; };
  auto number = [&](std::string_view name) { return body ? body->int_at({name}, 1) : 1; };
  answer done;
  done.body = "{}";
  if (what.path == "/sim/v1/faults") {
    const auto named = misfortune_named(word("fault"));
    if (!named)
      return to_answer(bad_request("unknown fault \"" + word("fault") + "\""));
    faults.add({*named, word("verb"), word("resource"), static_cast<unsigned>(number("times")),
                static_cast<int>(number("retryAfter"))});
    return done;
  }
  if (what.path == "/sim/v1/disturbances") {
    const auto named = disturbance_named(word("fault"));
    if (!named)
      return to_answer(bad_request("unknown disturbance \"" + word("fault") + "\""));
    disturb_all(word("resource"), *named);
    return done;
  }
  if (what.path == "/sim/v1/forget") {
    forget();
    return done;
  }
  if (what.path == "/sim/v1/restart") {
    restart();
    return done;
  }
  return to_answer(no_such_path());
}

} // namespace weft::k8s::server
