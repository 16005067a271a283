#pragma once

#include "protocol/fault.hpp"
#include "protocol/k8s/kind.hpp"
#include "protocol/k8s/projection.hpp"
#include "protocol/k8s/status.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace weft::k8s {

/// Bytes that must be readable (their content does not matter) after text that is decoded in
/// place.
constexpr std::size_t decode_padding = 64;

/// Where the text to decode lies.
enum class buffer : std::uint8_t {
  exact,  ///< nothing is known of what follows it: it is copied first
  padded, ///< `decode_padding` bytes after its end are readable: it is read in place
};

/// Bytes that do not make an object, and whose object it would have been.
struct undecodable {
  fault why;
  object_key key;  ///< as far as metadata could be read; an empty name when it could not
  std::string uid; ///< likewise
};

template <class T>
using decoded = boost::system::result<T, undecodable>;

enum class event_type : std::uint8_t { added, modified, deleted, bookmark, error, unknown };

std::string_view to_string(event_type what);

/// One line of a watch. @see kubernetes.md 4.2
struct watch_event {
  event_type type = event_type::unknown;
  projection object; ///< of added, modified and deleted; of bookmark only meta.version
  bool initial_events_end = false; ///< bookmark: all objects of the beginning have been told
  status trouble;                  ///< of error
};

/// Decodes one line of a watch in a single pass: managedFields and whatever the kind's projector
/// leaves alone are skipped, never materialised. A type nobody knows is event_type::unknown; what
/// is not a whole event is errc::malformed. Any thread.
decoded<watch_event> decode_line(const kind& which, std::string_view line,
                                 buffer lies = buffer::exact);

/// Decodes one object, as GET, POST, PUT and PATCH answer it. Any thread.
decoded<projection> decode_object(const kind& which, std::string_view body,
                                  buffer lies = buffer::exact);

/// What a page of a list says besides its items.
struct page {
  std::string version;        ///< metadata.resourceVersion: of the list as a whole
  std::string continue_token; ///< empty: this was the last page
  std::size_t items = 0;
};

/// Decodes one page of a list, handing out its items one by one; an item that is no object of this
/// kind is handed out as undecodable and the others follow. Any thread.
/// @param each Called on the calling thread, in the page's order.
/// @returns errc::malformed when the page as a whole is no list; items may have been delivered.
result<page> decode_page(const kind& which, std::string_view body,
                         const std::function<void(decoded<projection>)>& each,
                         buffer lies = buffer::exact);

} // namespace weft::k8s
