#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/surroundings.hpp"
#include "protocol/state/telling.hpp"
#include "tests/deterministic.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// The smallest domain that has every problem of the real ones: a target is a map from uid to word
/// that is read and written as a whole.
namespace weft::toy {

using words = std::map<std::string, std::string>;

/// How an actor ends that has a bug.
constexpr auto crash = caf::exit_reason::unhandled_exception;

/// What outlives the actors of a test anyway, as if it were shared.
template <class T>
std::shared_ptr<const T> lent(const T& what) {
  return {std::shared_ptr<void>{}, &what};
}

struct word_record : record, telling {
  explicit word_record(std::string what) : word(std::move(what)) {}
  std::vector<std::pair<std::string, std::string>> tell() const override {
    return {{"word", word}};
  }
  std::string word;
};

struct words_record : record {
  explicit words_record(words all) : held(std::move(all)) {}
  words held;
};

/// Things without a living owner are swept when their uid begins with "weft-".
proposal plan(const plan_request& request);
domain filling();
surroundings& world();

/// The controller: holds the truth, keeps count, and fails on request.
struct controller {
  struct attempt {
    words before;
    words after;
  };

  words truth;
  std::uint64_t version = 1;
  std::vector<attempt> writes;
  std::size_t reads = 0;
  std::vector<std::size_t> asked_with; ///< how many wishes each question carried that carried any
  std::size_t close_looks = 0;         ///< reads that had to be thorough
  std::size_t probes = 0;
  std::deque<errc> read_faults;  ///< consumed one per read
  std::deque<errc> write_faults; ///< consumed one per write
  std::string poison;            ///< a write that holds this word is refused
  std::string clinging;          ///< a write that takes this uid away is refused
  bool lands_anyway = false;     ///< a write that fails by script has been applied all the same
  std::function<void()> before_read;
  std::function<void()> before_probe;
  std::function<void()> before_verify; ///< runs before a read that follows a write
  std::string trouble;                 ///< what a read finds
  bool holding = false;                ///< writes wait until the session is sent a wake
  std::vector<std::function<void()>> held;

  void edit(const std::string& uid, const std::string& word);
};

/// A session that carries transactions to `what`, and all there is of such sessions.
session_house_actor::behavior_type session(session_house_actor::pointer self, controller* what);

/// Whom a target speaks to: remembers outcomes and answers intents.
struct household {
  std::map<std::string, std::vector<snapshot<outcome>>> told; ///< by object name
  std::vector<std::string> intents;                           ///< object names in order
  std::set<std::string> unable;                               ///< names whose intents fail
  std::set<std::string> silent;                               ///< names whose intents wait
  std::vector<notice> notices;
  std::size_t learns = 0;
  std::size_t left = 0;  ///< objects that have left their things behind
  std::size_t lists = 0; ///< times that all was to be listed again
  std::map<std::string, std::vector<snapshot<fragment>>> contributed; ///< by target

  /// The last thing told to the object of that name; "" when nothing was.
  std::string last(const std::string& name) const;
};

domain_actor::behavior_type house(domain_actor::pointer self, household* what);
recorder_actor::behavior_type recorder(recorder_actor::pointer self, household* what);

/// A fragment of object `name` (uid "weft-<name>").
snapshot<fragment> wants(const std::string& name, const std::string& word,
                         std::int64_t generation = 1, wish what = wish::place);

} // namespace weft::toy
