#include "tests/contract/cni/record_cases.hpp"

#include "tests/contract/cni/answered.hpp"
#include "tests/unit/adapters/cni/one_record.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <mutex>

namespace weft::cni::cases {

namespace {

using weft::cni::testing::some_attached;
using weft::cni::testing::some_record;

/// Whoever asks a store and waits.
struct keeper {
  explicit keeper(record_peer& with) : peer(with) { all(); }

  template <class T>
  T answer(const std::function<void(std::function<void(T)>)>& ask) {
    return testing::answered<T>(peer, ask);
  }

  kept_records all() {
    return answer<result<kept_records>>([&](auto done) { peer.store().read_all(done); }).value();
  }
  bool write(const attachment_record& what) {
    return !answer<std::optional<fault>>([&](auto done) { peer.store().write(what, done); });
  }
  bool note(const record_name& of, process_group which) {
    return !answer<std::optional<fault>>(
      [&](auto done) { peer.store().note_group(of, which, done); });
  }
  bool note_collecting(process_group which) {
    return !answer<std::optional<fault>>(
      [&](auto done) { peer.store().note_collecting(which, done); });
  }
  bool remove(const std::string& file) {
    return !answer<std::optional<fault>>([&](auto done) { peer.store().remove(file, done); });
  }
  bool set_aside(const std::string& file) {
    return !answer<std::optional<fault>>([&](auto done) { peer.store().set_aside(file, done); });
  }

  record_peer& peer;
};

void nothing_at_first(record_peer& with) {
  keeper one{with};
  CHECK(one.all().whole.empty());
  CHECK(one.all().torn.empty());
}

void kept_over_lives(record_peer& with) {
  keeper one{with};
  CHECK(one.write(some_attached("net1")));
  CHECK(one.write(some_record("net2")));
  with.restart();
  keeper other{with};
  CHECK(other.all().whole == std::vector{some_attached("net1"), some_record("net2")});
}

void replaced_and_removed(record_peer& with) {
  keeper one{with};
  one.write(some_record());
  one.write(some_attached());
  CHECK(one.all().whole == std::vector{some_attached()});
  CHECK(one.remove(to_string(name_of(some_record()))));
  CHECK(one.all().whole.empty());
  CHECK(one.remove(to_string(name_of(some_record()))));
}

void in_order(record_peer& with) {
  keeper one{with};
  auto order = std::make_shared<std::vector<int>>();
  auto guard = std::make_shared<std::mutex>();
  auto last = some_record();
  for (int i = 0; i < 50; ++i) {
    last.attempts = static_cast<std::uint32_t>(i);
    with.store().write(last, [order, guard, i](std::optional<fault>) {
      const std::lock_guard lock{*guard};
      order->push_back(i);
    });
  }
  CHECK(with.wait([&] {
    const std::lock_guard lock{*guard};
    return order->size() == 50;
  }));
  CHECK(std::is_sorted(order->begin(), order->end()));
  CHECK(one.all().whole == std::vector{last});
}

void group_noted(record_peer& with) {
  keeper one{with};
  one.write(some_record());
  CHECK(one.note(name_of(some_record()), {77, 8899}));
  with.restart();
  keeper other{with};
  auto expected = some_record();
  expected.group = 77;
  expected.group_born = 8899;
  CHECK(other.all().whole == std::vector{expected});
  other.write(some_attached());
  CHECK(other.all().whole == std::vector{some_attached()});
}

void collecting_noted(record_peer& with) {
  keeper one{with};
  CHECK(one.all().collecting == process_group{});
  CHECK(one.note_collecting({77, 8899}));
  with.restart();
  keeper other{with};
  CHECK(other.all().collecting == process_group{77, 8899});
  CHECK(other.all().torn.empty());
  CHECK(other.note_collecting({}));
  CHECK(other.note_collecting({}));
  CHECK(other.all().collecting == process_group{});
}

void torn_told(record_peer& with) {
  keeper one{with};
  one.write(some_attached("net2"));
  const auto file = to_string(name_of(some_record()));
  with.place("results/" + file, "");
  const auto read = one.all();
  CHECK(read.whole == std::vector{some_attached("net2")});
  REQUIRE(read.torn.size() == 1);
  CHECK(read.torn[0].file == file);
  CHECK(read.torn[0].name == name_of(some_record()));
  CHECK(one.set_aside(file));
  CHECK(one.remove(file));
  CHECK(one.set_aside(file));
  with.restart();
  CHECK(one.all().torn.empty());
}

void removed_place(record_peer& with) {
  keeper one{with};
  CHECK(one.write(some_attached()));
  with.wipe();
  CHECK_FALSE(one.write(some_record("net2")));
  const auto left = one.all();
  CHECK(left.gone);
  CHECK(left.whole.empty());
  CHECK(one.write(some_attached()));
  CHECK(one.note(name_of(some_attached()), {77, 8899}));
  CHECK_FALSE(one.all().gone);
  CHECK(one.all().whole.size() == 1);
}

void names_checked(record_peer& with) {
  keeper one{with};
  auto astray = some_record();
  astray.container_id = "../x";
  CHECK_FALSE(one.write(astray));
}

} // namespace

const std::vector<record_case>& record_cases() {
  static const std::vector<record_case> all{
    {"there is nothing at first", nothing_at_first},
    {"records are kept over lives", kept_over_lives},
    {"a record takes the place of the one before, and can be removed", replaced_and_removed},
    {"what is written of one attachment is written in order", in_order},
    {"the group at work is told with its record", group_noted},
    {"the group that works for no record is told until it has ended", collecting_noted},
    {"a torn record is told of until it is removed", torn_told},
    {"a place that somebody has removed is told once and made anew", removed_place},
    {"a name that leads elsewhere is refused", names_checked},
  };
  return all;
}

} // namespace weft::cni::cases
