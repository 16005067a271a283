#pragma once

#include "actors/runtime/object.hpp"
#include "actors/watch/index.hpp"
#include "tests/unit/actors/runtime/toy_cluster.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace weft::toy {

/// One object between a toy API server and a household, under a fake clock.
struct one_object : weft::testing::deterministic_actors {
  one_object() {
    filling_.interpret = interpret;
    filling_.report = report;
    shared = {lent(filling_),
              &server.kind,
              lent<view>(nothing),
              spawn(house, &home),
              spawn(api, &server),
              spawn(recorder, &home),
              &world()};
    server.on_change = [this](const std::string&, auto before, auto now) {
      if (!subject)
        subject = adopt(object(&*self, lent(shared), now));
      else if (now)
        caf::anon_send(subject, object_seen{now, before});
      else
        caf::anon_send(subject, object_gone{before});
    };
  }

  /// The wishes of the fragments sent to a target, in order.
  std::vector<wish> said(const std::string& target) const {
    std::vector<wish> all;
    if (const auto i = home.contributed.find(target); i != home.contributed.end())
      for (const auto& part : i->second)
        all.push_back(part->what);
    return all;
  }

  void tell(const std::string& target, progress how_far, std::int64_t generation = 1) {
    outcome news;
    news.to = {{"Wish", "ns", "a"}, "weft-a"};
    news.target = target;
    news.generation = generation;
    news.how_far = how_far;
    caf::anon_send(subject, told{take_snapshot(news)});
    settle();
  }

  domain filling_ = filling();
  weft::index objects;
  domain_view nothing{objects};
  household home;
  cluster server;
  object_wiring shared;
  object_actor subject;
};

} // namespace weft::toy
