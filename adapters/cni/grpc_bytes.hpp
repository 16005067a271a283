#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <string>
#include <vector>

/// Between gRPC's buffers and strings. Not for headers of others.
namespace weft::cni {

inline grpc::ByteBuffer to_buffer(const std::string& bytes) {
  const grpc::Slice one{bytes};
  return {&one, 1};
}

inline std::string to_string(const grpc::ByteBuffer& from) {
  std::vector<grpc::Slice> pieces;
  std::string out;
  if (from.Valid() && from.Dump(&pieces).ok())
    for (const auto& piece : pieces)
      out.append(reinterpret_cast<const char*>(piece.begin()), piece.size());
  return out;
}

} // namespace weft::cni
