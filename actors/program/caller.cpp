#include "actors/program/caller.hpp"

#include "protocol/k8s/status.hpp"

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>

namespace weft {

namespace {

using namespace std::chrono_literals;

std::string plural_of(std::string_view kind) {
  static const std::map<std::string_view, std::string> irregular{
    {"VelocloudPolicy", "velocloudpolicies"},
    {"NetworkAttachmentDefinition", "network-attachment-definitions"},
    {"CustomResourceDefinition", "customresourcedefinitions"}};
  if (const auto known = irregular.find(kind); known != irregular.end())
    return known->second;
  std::string out{kind};
  for (auto& letter : out)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return out + "s";
}

} // namespace

std::string caller::path_of(const json::value& object) {
  const auto version = std::string{object.text_at({"apiVersion"})};
  auto path = (version.find('/') == version.npos ? "/api/" : "/apis/") + version + "/";
  if (const auto ns = object.text_at({"metadata", "namespace"}); !ns.empty())
    path += "namespaces/" + std::string{ns} + "/";
  return path + plural_of(object.text_at({"kind"})) + "/"
         + std::string{object.text_at({"metadata", "name"})};
}

result<json::value> caller::ask(k8s::request what) {
  const auto where = what.method + " " + what.target;
  std::promise<result<k8s::response>> answered;
  auto answer = answered.get_future();
  io_.call(std::move(what), [&](result<k8s::response> got) { answered.set_value(std::move(got)); });
  const auto got = answer.get();
  if (!got)
    return got.error();
  if (got->status >= 300)
    return k8s::read_failure(*got, where);
  return json::parse(got->body);
}

result<json::value> caller::apply(const json::value& object) {
  k8s::request what;
  what.method = "PATCH";
  what.target = path_of(object) + "?fieldManager=weft-demo&force=true";
  what.content_type = "application/apply-patch+yaml";
  what.body = json::write(object);
  return ask(std::move(what));
}

result<json::value> caller::read(const std::string& path) {
  k8s::request what;
  what.target = path;
  return ask(std::move(what));
}

result<json::value> caller::patch(const std::string& path, const json::value& merge) {
  k8s::request what;
  what.method = "PATCH";
  what.target = path + "?fieldManager=weft-demo";
  what.content_type = "application/merge-patch+json";
  what.body = json::write(merge);
  return ask(std::move(what));
}

result<json::value> caller::erase(const std::string& path) {
  k8s::request what;
  what.method = "DELETE";
  what.target = path;
  return ask(std::move(what));
}

bool eventually(const std::function<bool()>& seen, std::chrono::milliseconds limit) {
  std::mutex guard;
  std::condition_variable never;
  std::unique_lock lock{guard};
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!seen()) {
    if (std::chrono::steady_clock::now() > end)
      return false;
    never.wait_for(lock, 20ms);
  }
  return true;
}

} // namespace weft
