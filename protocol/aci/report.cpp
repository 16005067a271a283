#include "protocol/aci/report.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/aci/kinds.hpp"
#include "protocol/aci/names.hpp"
#include "protocol/aci/records.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>

namespace weft::aci {

namespace {

constexpr std::size_t message_limit = 1024; ///< bytes
constexpr std::string_view ready = "Ready";

json::value stored_in(const settings& how, const k8s::projection& object) {
  const auto* held = k8s::find(object.meta.annotations, how.report_annotation);
  const auto read = json::parse(!object.status.empty() ? object.status : held ? *held : "");
  return read && read->is_object() ? *read : json::value{json::object{}};
}

/// What can only be helped by somebody, as opposed to what passes by itself.
bool stands_against(std::string_view why) {
  constexpr std::array all{reason::waiting_for_l3out, reason::conflict, reason::apic_rejected};
  return std::find(all.begin(), all.end(), why) != all.end();
}

/// Finds the word on one Deployment.
class judge {
public:
  judge(const report_request& request, const json::value& stored)
    : generation_(request.object.meta.generation), meaning_(request.meaning), stored_(stored) {
    if (meaning_.parts.empty())
      return;
    const auto& part = meaning_.parts.front();
    target_ = dn_of(as<wished_eepg>(part.body).where);
    const auto found = request.outcomes.find(part.target);
    if (found != request.outcomes.end() && found->second->generation == generation_)
      said_ = found->second.get();
  }

  json::value decide() const {
    if (!meaning_.accepted)
      return word("False", meaning_.reason, meaning_.message);
    if (still_unknown())
      return is_current() ? as_stored()
                          : word("Unknown", reason::pending, said_ ? said_->message : "");
    if (said_->how_far == progress::placed)
      return word("True", reason::published, "");
    if (!said_->accepted || said_->how_far == progress::declined || stands_against(said_->reason))
      return word("False", said_->reason, said_->message);
    // The way to the APIC is in trouble: what stood keeps standing.
    return is_current() && stored_.text_at({"status"}) == "True"
             ? as_stored()
             : word("Unknown", said_->reason, said_->message);
  }

private:
  bool still_unknown() const {
    if (!said_ || said_->how_far == progress::intended || said_->how_far == progress::absent)
      return true;
    return said_->how_far == progress::pending
           && (said_->reason.empty() || said_->reason == reason::pending);
  }

  /// Whether the stored word was given for what is wished now. A change of the annotation leaves
  /// the generation as it is.
  bool is_current() const {
    return stored_.text_at({"type"}) == ready
           && stored_.int_at({"observedGeneration"}, -1) == generation_
           && stored_.text_at({"target"}) == target_
           && stored_.text_at({"reason"}) != reason::invalid_annotation;
  }

  json::value as_stored() const {
    const auto status = stored_.text_at({"status"});
    return word(status == "True" || status == "False" ? status : "Unknown",
                stored_.text_at({"reason"}), stored_.text_at({"message"}));
  }

  json::value word(std::string_view status, std::string_view why, std::string_view text) const {
    auto out = json::value::of({{"type", ready},
                                {"status", status},
                                {"reason", why},
                                {"message", beginning(text, message_limit)},
                                {"observedGeneration", generation_}});
    if (!target_.empty())
      out.set("target", target_);
    return out;
  }

  std::int64_t generation_;
  const interpretation& meaning_;
  const json::value& stored_;
  const outcome* said_ = nullptr; ///< null: nothing about this generation
  std::string target_;            ///< DN of the EEPG; empty: nothing is wished
};

timestamp since(const json::value& stored, const json::value& said, timestamp now) {
  const auto held = from_rfc3339(stored.text_at({"lastTransitionTime"}));
  const bool same = stored.text_at({"status"}) == said.text_at({"status"});
  return same && held != timestamp{} ? held : now;
}

} // namespace

json::value report(const settings& how, const report_request& request) {
  if (!how.report || !acts_on(request.object))
    return nullptr;
  const auto stored = stored_in(how, request.object);
  auto said = judge{request, stored}.decide();
  said.set("lastTransitionTime", to_rfc3339(since(stored, said, request.now)));
  return said;
}

} // namespace weft::aci
