#include "tests/chaos/observer/books.hpp"
#include "tests/cluster/web.hpp"

#include <chrono>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <thread>

/// The independent observer: `weft_chaos_observer SERVER CA TOKEN VCO VCO_CA ACKNOWLEDGED`.
///
/// Looks at both sides five times a second, through no weft, and keeps books. Whoever makes users'
/// writes appends to the file ACKNOWLEDGED, a JSON line each: `{"object":…}` for a write as the
/// API server has answered it, `{"deleted":uid}`, and `{"judge":n}` once all is calm. To that the
/// answer on stdout is a line per violation since the beginning, and then "judged n".

namespace {

using namespace weft;
using namespace weft::tests;
using namespace std::chrono_literals;

constexpr auto between_looks = 200ms;
constexpr auto quiet = 5s;
constexpr std::int64_t calls_in_quiet = 60;

std::string content(const char* file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

class onlooker {
public:
  explicit onlooker(char** words)
    : server_(endpoint_of(words[1]), net::tls_settings{content(words[2]), {}, {}, {}, false},
              {{"Authorization", std::string{"Bearer "} + words[3]}}),
      vco_(endpoint_of(words[4]), net::tls_settings{content(words[5]), {}, {}, {}, false},
           {{"Accept", "application/json"}}),
      told_(words[6]) {}

  [[noreturn]] void look_on() {
    for (;;) {
      if (const auto now = take_look())
        books_.seen(*now);
      hear();
      std::this_thread::sleep_for(between_looks);
    }
  }

private:
  std::optional<json::array> objects() {
    const auto got = server_.get("/apis/vcn.cloud/v1/velocloudbps").document();
    const auto* items = got.find("items");
    return items && items->is_array() ? std::optional{*items->as_array()} : std::nullopt;
  }

  /// Nothing when one of the two sides does not answer.
  std::optional<look> take_look() {
    look now;
    auto before = objects();
    const auto rules = vco_.get("/weft/rules");
    const auto counters = vco_.get("/weft/counters");
    auto after = objects();
    if (!before || !after || rules.status != 200 || counters.status != 200)
      return std::nullopt;
    return look{*std::move(before), read_rules(rules.document()), counters.document(),
                *std::move(after)};
  }

  look surely_take_look() {
    for (;;) {
      if (auto now = take_look())
        return *std::move(now);
      std::this_thread::sleep_for(between_looks);
    }
  }

  void hear() {
    told_.clear(); // there may be more than at the last look
    for (std::string line; std::getline(told_, line);) {
      heard_ += line;
      if (told_.eof())
        return; // the rest of this line is still to come
      const auto said = json::parse(std::exchange(heard_, {}));
      if (!said)
        continue;
      if (const auto* object = said->find("object"))
        books_.acknowledged(*object);
      else if (const auto* uid = said->find("deleted"))
        books_.deleted(std::string{uid->text_or("")});
      else
        judge(said->int_at({"judge"}, 0));
    }
  }

  void judge(std::int64_t number) {
    const auto first = surely_take_look();
    books_.judge(first);
    std::this_thread::sleep_for(quiet);
    books_.judge_quiet(first, surely_take_look(), calls_in_quiet);
    for (const auto& what : books_.violations())
      std::cout << what << '\n';
    std::cout << "judged " << number << ", writes " << books_.writes() << std::endl;
  }

  web server_;
  web vco_;
  std::ifstream told_;
  std::string heard_; ///< the beginning of a line
  books books_;
};

} // namespace

int main(int count, char** words) {
  if (count != 7) {
    std::cerr << "weft_chaos_observer SERVER CA TOKEN VCO VCO_CA ACKNOWLEDGED\n";
    return 1;
  }
  onlooker{words}.look_on();
}
