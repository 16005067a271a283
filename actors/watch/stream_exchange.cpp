#include "actors/watch/stream_exchange.hpp"

#include <utility>

namespace weft::watching {

namespace {

constexpr int busy = 503; ///< e.g. while a cache is filled anew

/// An object that is gone need not be understood: its metadata is enough to forget it.
k8s::decoded<k8s::watch_event> read_line(const k8s::kind& which, std::string_view line) {
  auto event = k8s::decode_line(which, line, k8s::buffer::padded);
  if (event)
    return event;
  auto bare = which;
  bare.project = nullptr;
  bare.keeps_status = false;
  bare.report_members.clear();
  auto gone = k8s::decode_line(bare, line, k8s::buffer::padded);
  return gone && gone->type == k8s::event_type::deleted ? gone : event;
}

} // namespace

std::string name_of(std::string_view verb, const k8s::kind& which) {
  return "k8s " + std::string{verb} + " " + which.plural;
}

fault refusal(const k8s::status& what, const k8s::kind& which) {
  auto why = k8s::to_fault(what, name_of("WATCH", which));
  if (why.code == errc::unreachable && what.code != busy)
    why.code = errc::refused;
  return why;
}

page_read read_page(std::uint64_t round, const k8s::kind& which,
                    const result<k8s::response>& answer) {
  page_read out{round, {}, {}};
  if (!answer)
    out.head = answer.error();
  else if (answer->status != 200)
    out.head = k8s::read_failure(*answer, name_of("LIST", which));
  else
    out.head = k8s::decode_page(which, answer->body,
                                [&](auto item) { out.items.push_back(std::move(item)); });
  if (out.head && out.head->version.empty())
    out.head = fault{errc::malformed, "a list without a version", name_of("LIST", which), {}};
  return out;
}

watch_opened read_head(std::uint64_t round, const k8s::kind& which, const k8s::response& head) {
  watch_opened out{round, {}};
  if (head.status != 200)
    out.how = k8s::read_failure(head, name_of("WATCH", which));
  return out;
}

watch_told read_lines(std::uint64_t round, const k8s::kind& which,
                      const std::vector<std::string_view>& lines) {
  watch_told out{round, {}};
  out.events.reserve(lines.size());
  for (const auto line : lines)
    out.events.push_back(read_line(which, line));
  return out;
}

} // namespace weft::watching
