#include "actors/aci/exchange.hpp"

#include "actors/runtime/deliver_to.hpp"

namespace weft::aci {

namespace {

/// The answers that hold a token: not even the beginning of one is told.
bool holds_a_secret(const std::string& where) {
  return where.find("/aaa") != where.npos || where.find("/webtokenSession") != where.npos;
}

/// Nobody has answered.
refusal silence(const fault& why) {
  const auto kind = why.code == errc::expired     ? setback::bad_credentials
                    : why.code == errc::malformed ? setback::garbage
                                                  : setback::unavailable;
  return {kind, why};
}

void read_word(const socket_word& word, socket_record& into) {
  if (word.what == socket_word::kind::noise) {
    into.why = {errc::malformed, word.text, "apic socket", {}};
    return;
  }
  auto read = read_frame(word.text);
  if (!read) {
    into.why = read.error();
    return;
  }
  into.what = socket_record::kind::frame;
  into.events = std::move(read->events);
  into.damaged = read->damaged;
}

} // namespace

std::string name_of(const call& what) {
  return "apic " + what.method + " " + what.target.substr(0, what.target.find('?'));
}

client::completion tell_answer(const caf::local_actor* to, std::uint64_t ticket, std::string where,
                               std::shared_ptr<const void> turn) {
  return [tell = deliver_to<exchanged>(to), ticket, where = std::move(where),
          turn = std::move(turn)](result<answer> got) mutable {
    turn.reset();
    auto read
      = got ? read_reply(got->status, got->body, where) : answered<reply>{silence(got.error())};
    if (!read && read.error().kind == setback::garbage && holds_a_secret(where))
      read = refusal{setback::garbage, {errc::malformed, "no answer of an APIC's", where, {}}};
    tell({ticket, std::make_shared<const answer_record>(std::move(read))});
  };
}

socket_events tell_words(const caf::local_actor* to, std::uint64_t life) {
  const auto tell = [say = deliver_to<exchanged>(to), life](socket_record what) {
    what.life = life;
    say({0, std::make_shared<const socket_record>(std::move(what))});
  };
  using kind = socket_record::kind;
  socket_events out;
  out.on_open = [tell] { tell({}); };
  out.on_word = [tell](const socket_word& word) {
    socket_record heard;
    heard.what = kind::noise;
    read_word(word, heard);
    tell(std::move(heard));
  };
  out.on_end = [tell](fault why) {
    socket_record heard;
    heard.what = kind::end;
    heard.why = std::move(why);
    tell(std::move(heard));
  };
  return out;
}

} // namespace weft::aci
