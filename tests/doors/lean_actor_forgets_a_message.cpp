#include "actors/catalogue.hpp"
#include "actors/runtime/lean_actor.hpp"

class forgetful : public weft::lean_actor {
  void on_message(caf::type_erased_tuple& what) override {
    dispatch<weft::citizen_actor>(what, [](weft::wake) {});
  }
};
