#pragma once

#include "tests/printing.hpp"
#include "tests/simulation/world.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::simulation {

using namespace std::chrono_literals;

inline constexpr auto every_id_mode
  = {sim::rule_ids::preserve, sim::rule_ids::regenerate, sim::rule_ids::drop};

std::string_view to_string(sim::rule_ids mode);

/// Paths at which two documents differ, dotted, in the order of `before`, then of `after`. Arrays
/// are compared as a whole.
std::vector<std::string> changed_paths(const json::value& before, const json::value& after);

/// A rule without its id: what VCO may give or take.
json::value nameless(json::value rule);

/// The stage of one row of the acceptance table: a world, and readings of its VCO. Rules whose name
/// starts with "velo" count as ours. @see velocloud.md 11
class scene : public world {
public:
  explicit scene(sim::rule_ids ids = sim::rule_ids::preserve, world_shape how = {});

  /// Starts a weft, lets it read everything and begins to count.
  void open();

  /// Calls of VCO since `count_anew`.
  struct tally {
    std::size_t writes = 0;
    std::size_t reads = 0;
    std::size_t probes = 0;
    bool operator==(const tally&) const = default;
  };
  /// Counts from here on and forgets which events there were. What may never happen at all goes on
  /// counting.
  void count_anew();
  tally counted() const;
  /// Applied changes of one module since `count_anew`, in order.
  std::vector<sim::journal_entry> changes(std::int64_t module = sim::quick_start_qos) const;
  /// Times an event was told since `count_anew`.
  std::size_t events(std::string_view reason);

  /// Runs until the object's Ready says so. @returns whether that came about.
  bool becomes(const std::string& name, const std::string& word, span limit = 1min,
               const std::string& ns = "ns1");
  bool becomes_ready(const std::string& name, const std::string& ns = "ns1") {
    return becomes(name, "True", 1min, ns);
  }
  bool is_gone(const std::string& name, const std::string& ns = "ns1") {
    return find(rule_path(name, ns)).is_null();
  }
  bool goes_away(const std::string& name, span limit = 1min);

  /// The only rule of that name; null when there is none or more than one.
  json::value rule(std::string_view name, std::int64_t profile = sim::quick_start) const;
  std::size_t count_rules(std::string_view name, std::int64_t profile = sim::quick_start) const;
  /// Its index from the top; -1: there is none.
  std::int64_t index_of(std::string_view name, std::int64_t profile = sim::quick_start) const;

  /// A person changes the rules of the segment that stands first in a module.
  using edit = std::function<void(json::array& rules)>;
  void person_edits(const edit& how, std::int64_t module = sim::quick_start_qos);
  static sim::core::change as_change(edit how);

  /// The rules in "Quick Start Profile" that are not ours, in their order and to the letter;
  /// without ids where VCO does not preserve them.
  std::vector<std::string> rules_of_people() const;
  /// What may not have happened since the world began: lost updates, writes that change nothing,
  /// two writes of one module at once, anything the witnesses saw.
  std::vector<std::string> blemishes() const;

private:
  sim::counters counters_before_;
  std::size_t journal_before_ = 0;
  std::vector<std::string> events_before_;
};

} // namespace weft::simulation

template <>
struct Catch::StringMaker<weft::simulation::scene::tally> {
  static std::string convert(const weft::simulation::scene::tally& shown) {
    return std::to_string(shown.writes) + " writes, " + std::to_string(shown.reads) + " reads, "
           + std::to_string(shown.probes) + " probes";
  }
};
