#include "protocol/k8s/cluster_id.hpp"

#include "protocol/k8s/status.hpp"

namespace weft::k8s {

request cluster_id_request() {
  request asked;
  asked.target = "/api/v1/namespaces/kube-system";
  return asked;
}

result<std::string> read_cluster_id(const response& answer) {
  const auto where = "k8s GET " + cluster_id_request().target;
  if (answer.status != 200)
    return read_failure(answer, where);
  const auto body = json::parse(answer.body);
  if (!body)
    return fault{errc::malformed, body.error().what, where, {}};
  const auto uid = body->text_at({"metadata", "uid"});
  if (uid.empty())
    return fault{errc::malformed, "the namespace kube-system has no uid", where, {}};
  return std::string{uid};
}

} // namespace weft::k8s
