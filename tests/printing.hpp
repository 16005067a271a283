#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <catch2/catch.hpp>

#include <string>

/// Lets `CHECK(result)` print the fault; without it Catch finds Boost's operator<< and gives up.
template <class T>
struct Catch::StringMaker<boost::system::result<T, weft::fault>> {
  static std::string convert(const boost::system::result<T, weft::fault>& shown) {
    if (shown)
      return "ok";
    return std::string{weft::to_string(shown.error().code)} + ": " + weft::to_string(shown.error());
  }
};

template <>
struct Catch::StringMaker<weft::json::value> {
  static std::string convert(const weft::json::value& shown) {
    return weft::json::write_pretty(shown);
  }
};

template <>
struct Catch::StringMaker<weft::errc> {
  static std::string convert(weft::errc shown) { return std::string{weft::to_string(shown)}; }
};
