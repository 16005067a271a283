#include "protocol/aci/show.hpp"
#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

struct shown_plans : stage {
  /// "add Deployment/shop/web: <text>", one per line.
  texts lines(const request& of) {
    texts all;
    for (const auto& one : show(parts, *known.observe(now), of))
      all.push_back(std::string{to_string(one.what)} + " "
                    + (one.about.kind.empty() ? "nobody" : to_string(one.about)) + ": " + one.text);
    return all;
  }

  texts lines() {
    hear();
    read_on();
    const auto what = planned();
    REQUIRE(what.next);
    return lines(*what.next);
  }

  const std::string mark{plain_marker};
};

} // namespace

TEST_CASE_METHOD(shown_plans, "a plan shows what it adds, on whose behalf", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  CHECK(lines()
        == texts{"add Deployment/shop/web: EPG T/O/E (for Deployment/shop/web)",
                 "add Deployment/shop/web: 10.1.1.5/32 in T/O/E \"shop::web-0\", "
                 "import-security (for Deployment/shop/web)"});
}

TEST_CASE_METHOD(shown_plans, "a plan shows what it alters and what it removes", "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  apic.change(dn_of(e, "10.1.1.5/32"), {{"scope", "export-rtctrl"}, {"name", "x"}});
  apic.change(dn_of(e), {{"annotation", "theirs"}});
  run("web", e, {"10.1.1.5/32"});
  CHECK(lines()
        == texts{"alter Deployment/shop/web: EPG T/O/E: annotation \"theirs\" -> \"" + mark
                   + "\" (for Deployment/shop/web)",
                 "alter Deployment/shop/web: 10.1.1.5/32 in T/O/E: name \"x\" -> "
                 "\"shop::web-0\", scope \"export-rtctrl\" -> \"export-rtctrl,import-security\" "
                 "(for Deployment/shop/web)",
                 "remove nobody: 10.1.1.6/32 in T/O/E \"shop::web-1\""});
  settle();
  stop("web");
  CHECK(lines() == texts{"remove nobody: EPG T/O/E with 1 prefixes (nobody wishes it)"});
}

TEST_CASE_METHOD(shown_plans, "what is not ours or nobody's wish is shown as a mistake", "[aci]") {
  make(e);
  make(e, "10.1.1.5/32", "");
  run("web", e, {"10.1.1.5/32"});
  settle();
  request wrong;
  wrong.edits.resize(5);
  wrong.edits[0].where = e;
  wrong.edits[1] = {e, "10.1.1.5/32", true, {}, {}};
  wrong.edits[2] = {e, "10.1.1.6/32", false, {}, {}};
  wrong.edits[3].where = f;
  wrong.edits[4] = {f, "", true, {}, {}};
  texts kinds_of_lines;
  for (const auto& one : lines(wrong))
    kinds_of_lines.push_back(one.substr(0, one.find(' ')));
  CHECK(kinds_of_lines == texts{"wrong", "wrong", "wrong", "wrong", "remove"});
}
