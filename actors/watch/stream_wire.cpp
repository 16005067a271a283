#include "actors/watch/stream_wire.hpp"

#include "protocol/k8s/status.hpp"

namespace weft {

namespace {

stream_event decode_one(const k8s::kind& kind, std::string_view line) {
  stream_event out;
  auto read = k8s::decode_line(kind, line, k8s::buffer::padded);
  if (!read) {
    out.type = k8s::event_type::error;
    out.trouble = read.error().why;
    out.trouble.code = errc::malformed;
    out.spoilt = read.error().key;
    return out;
  }
  out.type = read->type;
  switch (read->type) {
  case k8s::event_type::added:
  case k8s::event_type::modified:
  case k8s::event_type::deleted:
    out.object = take_snapshot(std::move(read->object));
    break;
  case k8s::event_type::bookmark:
    out.version = read->object.meta.version;
    break;
  case k8s::event_type::error:
    out.trouble = k8s::to_fault(read->trouble, "watch of " + kind.plural);
    break;
  case k8s::event_type::unknown:
    break;
  }
  return out;
}

} // namespace

listing decode_listing(const k8s::kind& kind, const result<k8s::response>& answer) {
  listing out;
  if (!answer) {
    out.page = answer.error();
  } else if (answer->status != 200) {
    out.page = k8s::read_failure(*answer, "list of " + kind.plural);
  } else {
    out.page = k8s::decode_page(kind, answer->body, [&out](k8s::decoded<k8s::projection> item) {
      if (item)
        out.items.push_back(take_snapshot(std::move(*item)));
      else
        out.spoilt.push_back(item.error());
    });
  }
  return out;
}

std::vector<stream_event> decode_events(const k8s::kind& kind,
                                        const std::vector<std::string_view>& lines) {
  std::vector<stream_event> out;
  out.reserve(lines.size());
  for (const auto line : lines)
    out.push_back(decode_one(kind, line));
  return out;
}

} // namespace weft
