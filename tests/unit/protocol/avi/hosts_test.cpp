#include "protocol/avi/hosts.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::avi;

namespace {

settings avi_style(fqdn_style style, const std::string& domain = {}) {
  settings out;
  out.fqdn = style;
  out.default_domain = domain;
  return out;
}

} // namespace

TEST_CASE("A37: names are dotted, flat or none", "[avi]") {
  CHECK(made_host(avi_style(fqdn_style::dotted), {"shop", "web"}, "a.b") == "web.shop.a.b");
  CHECK(made_host(avi_style(fqdn_style::flat), {"shop", "web"}, "a.b") == "web-shop.a.b");
  CHECK(made_host(avi_style(fqdn_style::none), {"shop", "web"}, "a.b").empty());
  CHECK(made_host(avi_style(fqdn_style::dotted), {"shop", "web"}, "").empty());
}

TEST_CASE("without automatic names an annotation makes none either", "[avi]") {
  wished_service wish;
  wish.of = {"shop", "web"};
  wish.host = "web.example.com";
  CHECK(host_of(avi_style(fqdn_style::dotted), {}, wish) == "web.example.com");
  CHECK(host_of(avi_style(fqdn_style::none), {}, wish).empty());
}

TEST_CASE("the default domain counts where the controller serves it, whole labels taken", "[avi]") {
  CHECK(chosen_domain(avi_style(fqdn_style::dotted, "avi.local"), {"b.com", ".avi.local"})
        == "avi.local");
  CHECK(chosen_domain(avi_style(fqdn_style::dotted, ".shop.com"), {".com"}) == "shop.com");
  CHECK(chosen_domain(avi_style(fqdn_style::dotted, "notcom"), {".com", "b.org"}) == "b.org");
  CHECK(chosen_domain(avi_style(fqdn_style::dotted), {"z.com", ".a.com"}) == "a.com");
  CHECK(chosen_domain(avi_style(fqdn_style::dotted, "x.com"), {}).empty());
}

TEST_CASE("a flat label is cut to 63 characters, the Service first", "[avi]") {
  const auto how = avi_style(fqdn_style::flat);
  const auto label = [&](std::size_t service, std::size_t ns) {
    const auto out = made_host(how, {std::string(ns, 'n'), std::string(service, 's')}, "d");
    return out.substr(0, out.find('.'));
  };
  CHECK(label(40, 22) == std::string(40, 's') + "-" + std::string(22, 'n'));
  CHECK(label(50, 22) == std::string(40, 's') + "-" + std::string(22, 'n'));
  CHECK(label(10, 63) == std::string(10, 's') + "-" + std::string(52, 'n'));
  CHECK(label(63, 63) == std::string(14, 's') + "-" + std::string(48, 'n'));
}

TEST_CASE("a namespace that is cut loses the hyphens at its end", "[avi]") {
  const auto ns = std::string(50, 'n') + "--" + std::string(11, 'n');
  CHECK(made_host(avi_style(fqdn_style::flat), {ns, std::string(10, 's')}, "d")
        == std::string(10, 's') + "-" + std::string(50, 'n') + ".d");
}

TEST_CASE("a label that begins with a digit is given a letter", "[avi]") {
  CHECK(made_host(avi_style(fqdn_style::dotted), {"9ns", "1web"}, "d") == "s1web.n9ns.d");
  CHECK(made_host(avi_style(fqdn_style::flat), {"shop", "1web"}, "d") == "s1web-shop.d");
}
