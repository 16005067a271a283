#include "protocol/avi/wire/collection.hpp"

#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <charconv>

namespace weft::avi::wire {

namespace {

fault malformed(std::string what) {
  return {errc::malformed, std::move(what), "", {}};
}

/// A number, be it written as text; negative: there is none.
std::int64_t count_in(const json::value& page) {
  const auto* held = page.find("count");
  if (!held)
    return -1;
  if (const auto* text = held->as_string()) {
    std::int64_t out = -1;
    const auto* last = text->data() + text->size();
    const auto [end, error] = std::from_chars(text->data(), last, out);
    return error == std::errc{} && end == last ? out : -1;
  }
  return held->int_or(-1);
}

std::string_view path_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  return target.ends_with('/') ? target.substr(0, target.size() - 1) : target;
}

} // namespace

collection::collection(call first) : next_(std::move(first)) {}

result<void> collection::take(const json::value& page) {
  const auto* results = page.find("results");
  const auto* objects = results ? results->as_array() : nullptr;
  if (!objects)
    return malformed("there is no list of results in it");
  const auto count = count_in(page);
  if (count < 0)
    return malformed("it does not say how many objects there are");
  ++pages_;
  page_size_ = std::max(page_size_, objects->size());
  moved_ = moved_ || (announced_ && *announced_ != count);
  announced_ = count;
  const auto known = taken_.objects.size();
  for (const auto& one : *objects) {
    const std::string uuid{one.text_at({"uuid"})};
    if (uuid.empty())
      return malformed("an object without a uuid");
    if (uuids_.insert(uuid).second)
      taken_.objects.push_back(one);
    else
      taken_.steady = false; // what came before it has moved it here
  }
  taken_.steady = taken_.steady && !moved_;
  const auto* next = page.find("next");
  if (next && !next->is_null())
    return known == taken_.objects.size() ? malformed("a page before the last tells nothing new")
                                          : follow(next->text_or(""));
  if (static_cast<std::int64_t>(taken_.objects.size()) < count && !moved_)
    return malformed("it ends after " + std::to_string(taken_.objects.size()) + " of "
                     + std::to_string(count) + " objects");
  next_.reset();
  return {};
}

result<void> collection::follow(std::string_view url) {
  const std::string target{path_and_query(url)};
  if (target.find_first_of(" \t\r\n#") != target.npos || path_of(target) != path_of(next_->target)
      || target == next_->target)
    return malformed("its next page is no other page of it");
  const auto size = static_cast<std::int64_t>(page_size_);
  if (static_cast<std::int64_t>(pages_) > *announced_ / size + (*announced_ % size != 0 ? 1 : 0))
    return malformed("it has more pages than its count allows");
  next_->target = target;
  return {};
}

collected collection::finish() {
  return std::move(taken_);
}

} // namespace weft::avi::wire
