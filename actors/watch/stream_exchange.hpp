#pragma once

#include "protocol/k8s/requests.hpp"
#include "protocol/messages.hpp"

#include <string_view>
#include <vector>

/// What a stream's exchanges with the API server become on the I/O thread. Any thread.
namespace weft::watching {

page_read read_page(std::uint64_t round, const k8s::kind& which,
                    const result<k8s::response>& answer);

watch_opened read_head(std::uint64_t round, const k8s::kind& which, const k8s::response& head);

/// @param lines With `decode_padding` readable bytes after each.
watch_told read_lines(std::uint64_t round, const k8s::kind& which,
                      const std::vector<std::string_view>& lines);

/// What an ERROR event says of a snapshot that was to be streamed: but for a version that is out of
/// reach, the server cannot do it. @see kubernetes.md 4.1
fault refusal(const k8s::status& what, const k8s::kind& which);

/// What the exchange was, for faults: "k8s GET velocloudbps".
std::string name_of(std::string_view verb, const k8s::kind& which);

} // namespace weft::watching
