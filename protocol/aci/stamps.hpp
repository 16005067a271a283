#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace weft::aci {

/// When an object changed by the APIC's clock, in milliseconds. Only ever compared with others.
using stamp = std::int64_t;

/// Reads `modTs`: "2025-01-13T15:52:13.821+01:00". @returns nothing for anything else.
std::optional<stamp> read_stamp(std::string_view text);

/// The newest change heard of, by name, of what is there and of what has gone. Tells late and
/// doubled events. @see aci.md 4.3
class stamps {
public:
  std::optional<stamp> newest(const std::string& name) const;
  /// Takes note of a change, unless a newer one is known.
  void note(const std::string& name, std::optional<stamp> when);

  /// Of all changes heard of.
  stamp latest() const { return latest_; }
  bool empty() const { return all_.empty(); }

  /// A whole read has told the stamps of all that is there: what was heard of before the last read
  /// but one goes.
  void turn();

private:
  struct entry {
    stamp when = 0;
    std::uint32_t round = 0;
  };
  std::map<std::string, entry, std::less<>> all_;
  std::uint32_t round_ = 0;
  stamp latest_ = 0;
};

} // namespace weft::aci
