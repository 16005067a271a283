#include "tests/node/kactus_stand_in.hpp"

#include "protocol/json/value.hpp"
#include "tests/node/stage.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace weft::tests {

namespace {

namespace fs = std::filesystem;

constexpr const char* script = R"sh(
network=$(printf %s "$CNI_ARGS" | tr ';' '\n' | sed -n 's/^K8S_POD_NETWORK=//p')
names=$at/names/$CNI_CONTAINERID
kept=/var/lib/cni/kactus/$CNI_CONTAINERID

delegate() {
  CNI_IFNAME=$(printf 'net%.12s' "$(printf %s "$1" | md5sum)") "$at/bin/bridge" < "$at/networks/$1"
}

keep() {
  mkdir -p /var/lib/cni/kactus
  {
    printf '[{"type":"bridge","masterPlugin":true}'
    while read -r name; do printf ',' && cat "$at/networks/$name"; done < "$names"
    printf ']'
  } > "$kept"
}

case $CNI_COMMAND in
VERSION) exec "$at/bin/bridge" ;;
ADD)
  if [ "$network" ]; then
    delegate "$network" || exit
    echo "$network" >> "$names"
  else
    cp "$at/beginning" "$names"
    while read -r name; do delegate "$name" > /dev/null || exit; done < "$names"
    "$at/bin/bridge" < "$at/first" || exit
  fi
  keep ;;
DEL)
  [ -e "$kept" ] || exit 0
  if [ "$network" ]; then
    delegate "$network"
    sed -i "/^$network\$/d" "$names"
    keep
  else
    while read -r name; do delegate "$name"; done < "$names"
    "$at/bin/bridge" < "$at/first"
    rm -f "$kept" "$names"
  fi ;;
esac
)sh";

constexpr const char* first = R"({"cniVersion":"1.0.0","name":"cluster-default","type":"bridge",
 "bridge":"cni-def","isGateway":true,"ipam":{"type":"host-local","subnet":"10.88.0.0/24"}})";

constexpr const char* configuration
  = R"({"cniVersion":"1.0.0","name":"kactus-net","plugins":[{"type":"kactus"}]})";

} // namespace

kactus_stand_in::kactus_stand_in() {
  const auto plugins = requires_plugins({"bridge", "host-local", "loopback"});
  const auto file = here_.write("bin/kactus", "#!/bin/sh\nat=" + here_.path().string() + script);
  fs::permissions(file, fs::perms::owner_all);
  for (const auto& one : fs::directory_iterator{plugins})
    fs::create_symlink(one.path(), here_.path() / "bin" / one.path().filename());
  here_.write("first", first);
  here_.write("net.d/10-kactus.conflist", configuration);
  fs::create_directory(here_.path() / "names");
  begin_with({});
}

void kactus_stand_in::define(const std::string& name, const std::string& config) const {
  auto read = json::parse(config);
  REQUIRE(read.has_value());
  read->set("networkName", name);
  here_.write("networks/" + name, json::write(*read));
}

void kactus_stand_in::begin_with(const std::vector<std::string>& names) const {
  std::string all;
  for (const auto& one : names)
    all += one + "\n";
  here_.write("beginning", all);
}

default_network kactus_stand_in::network() const {
  return {configuration, (here_.path() / "bin").string()};
}

} // namespace weft::tests
