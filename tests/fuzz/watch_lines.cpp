#include "protocol/k8s/lines.hpp"
#include "tests/fuzz/chance.hpp"
#include "tests/fuzz/claim.hpp"
#include "tests/fuzz/objects.hpp"

namespace {

using namespace weft;

constexpr std::size_t max_line_bytes = 4096;

/// What a splitter made of a stream.
struct told {
  std::vector<std::string> lines;
  bool refused = false;
  std::size_t rest = 0;

  bool operator==(const told&) const = default;
};

void claim_event(const k8s::kind& which, std::string_view line, const k8s::watch_event& event) {
  switch (event.type) {
  case k8s::event_type::added:
  case k8s::event_type::modified:
  case k8s::event_type::deleted:
    return fuzz::claim_object(which, event.object, {});
  case k8s::event_type::error:
    return fuzz::claim_explained(k8s::to_fault(event.trouble, "watch"));
  case k8s::event_type::bookmark:
    fuzz::claim(line.find("object") != line.npos || line.find('\\') != line.npos,
                "a bookmark has an object");
    return;
  case k8s::event_type::unknown:
    return;
  }
}

/// Decodes the line where it lies and claims that a copy of it reads the same.
void read_line(std::string_view line) {
  for (const auto& which : fuzz::kinds()) {
    const auto in_place = k8s::decode_line(which, line, k8s::buffer::padded);
    const auto copied = k8s::decode_line(which, line);
    fuzz::claim(in_place.has_value() == copied.has_value(),
                "a line is read where it lies as it is read from a copy");
    if (!in_place) {
      fuzz::claim_undecodable(in_place.error());
      continue;
    }
    fuzz::claim(in_place->type == copied->type, "the same line is the same event");
    fuzz::claim_same(in_place->object, copied->object);
    claim_event(which, line, *in_place);
  }
}

/// Feeds each piece from a buffer of exactly its size.
told split(const std::vector<std::string_view>& pieces, bool reading) {
  k8s::line_splitter by{max_line_bytes};
  told all;
  std::vector<std::string_view> lines;
  for (const auto piece : pieces) {
    const std::vector<char> exact{piece.begin(), piece.end()};
    all.refused = !by.feed({exact.data(), exact.size()}, lines);
    if (all.refused)
      return all;
    for (const auto line : lines) {
      all.lines.emplace_back(line);
      if (reading)
        read_line(line);
    }
  }
  all.rest = by.rest();
  return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  const auto whole = split({text}, true);
  fuzz::chance by{text};
  for (const std::size_t longest : {std::size_t{1}, std::size_t{100}, size / 2 + 1}) {
    const auto pieces = split(fuzz::cut(text, by, longest), longest == 100);
    fuzz::claim(pieces.refused == whole.refused, "a line is too long however it arrives");
    if (!whole.refused)
      fuzz::claim(pieces == whole, "lines are the same however they arrive");
  }
  for (const auto& line : whole.lines)
    fuzz::claim(!line.empty() && line.size() <= max_line_bytes && line.find('\n') == line.npos,
                "a line is neither blank nor too long nor two");
  return 0;
}
