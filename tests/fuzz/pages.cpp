#include "tests/fuzz/claim.hpp"
#include "tests/fuzz/objects.hpp"

namespace {

using namespace weft;
using items = std::vector<k8s::decoded<k8s::projection>>;

/// A page and what it handed out.
struct reading {
  result<k8s::page> page = fault{};
  items handed_out;
};

reading read(const k8s::kind& which, std::string_view text, k8s::buffer lies) {
  reading all;
  all.page = k8s::decode_page(
    which, text, [&](auto item) { all.handed_out.push_back(std::move(item)); }, lies);
  return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = fuzz::text_of(bytes, size);
  auto padded = std::string{text};
  padded.append(k8s::decode_padding, '"');
  for (const auto& which : fuzz::kinds()) {
    const auto copied = read(which, text, k8s::buffer::exact);
    const auto in_place
      = read(which, std::string_view{padded}.substr(0, size), k8s::buffer::padded);
    fuzz::claim(copied.page.has_value() == in_place.page.has_value()
                  && copied.handed_out.size() == in_place.handed_out.size(),
                "a page is read where it lies as it is read from a copy");
    for (std::size_t i = 0; i < copied.handed_out.size(); ++i) {
      const auto& item = copied.handed_out[i];
      fuzz::claim_same(item, in_place.handed_out[i]);
      item ? fuzz::claim_object(which, *item, {}) : fuzz::claim_undecodable(item.error());
    }
    if (copied.page)
      fuzz::claim(copied.page->items == copied.handed_out.size(), "a page tells every item");
    else
      fuzz::claim_explained(copied.page.error());

    const auto object = k8s::decode_object(which, text);
    object ? fuzz::claim_object(which, *object, text) : fuzz::claim_undecodable(object.error());
  }
  return 0;
}
