#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The classes that the simulated APIC knows, and what their attributes may hold. @see aci.md 3
namespace weft::aci::sim {

/// What an attribute may hold.
enum class holds : std::uint8_t {
  anything,
  name,        ///< 1–64 of `[a-zA-Z0-9_.:-]`, or nothing where it names nothing
  mark,        ///< up to 128 of the same
  words,       ///< up to 128 of what `descr` may consist of
  alias,       ///< up to 63 of `[a-zA-Z0-9_.-]`
  prefix,      ///< an address with a mask
  tag_key,     ///< 1–128 of `[a-zA-Z0-9_.:-]`
  tag_value,   ///< 1–2048 without `<` and `>`
  scope_flags, ///< @see aci.md 3.2
  choice,      ///< one of `choices`
  set_by_apic, ///< whatever is posted is ignored
};

struct attribute_rule {
  std::string_view name;
  std::string_view otherwise; ///< what an object starts with
  holds what = holds::anything;
  std::string_view choices{}; ///< separated by blanks; of flags: all there are, in mask order
};

struct object_class {
  std::string_view name;
  std::string_view parent; ///< empty: any
  std::string_view rn_begins;
  std::string_view rn_ends;
  std::string_view naming; ///< attribute; empty: there is one per parent
  std::vector<attribute_rule> attributes;

  const attribute_rule* find(std::string_view attribute) const;
};

/// Null for a class that is not known.
const object_class* find_class(std::string_view name);

/// The RN of an object of this name.
std::string rn_of(const object_class& of, std::string_view name);

/// What names the object within an RN of this class; nothing when the RN is of another.
std::optional<std::string_view> name_in(const object_class& of, std::string_view rn);

/// What the attribute will hold when `text` is written, flags in the order of their masks.
/// @returns nothing when it may not hold that.
std::optional<std::string> accepted(const attribute_rule& by, std::string_view text, bool naming);

} // namespace weft::aci::sim
