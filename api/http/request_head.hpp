// Request line and header fields: where they end, and what they say. Pure functions.
//
// Beast's parser gives the grammar. It accepts the following, which we refuse: Transfer-Encoding in
// any form (a body in chunks alone with 411: a client may send it again with its length), repeated
// or listed Content-Length, folded lines, bytes in targets that no URI has, missing, repeated or
// impossible Host. RFC 9112 sections 3, 5 and 6; RFC 9110 section 7.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/http/limits.hpp"
#include "api/http/list_field.hpp"
#include "api/http/message.hpp"

namespace offpeak::http {

enum class HeadScan : std::uint8_t { incomplete, complete, malformed, too_long };

/// Looks for the empty line that ends a head, on from `scanned`, which starts at 0 and remembers
/// how far the search came; when complete it is the length of the head. A line end without CR and a
/// folded line are malformed as soon as they are seen: the rest need not arrive first.
HeadScan scan_head(std::string_view input, std::size_t header_bytes_max, std::size_t& scanned);

/// The views point into the block that was parsed, or to text that is always there.
struct RequestHead {
  Request request;  // without body and peer; request_id only when the client gave a usable one
  std::uint64_t content_length = 0;
  bool keep_alive = false;
  bool announce_keep_alive = false;  // an HTTP/1.0 client has to be told
  bool takes_chunks = false;         // HTTP/1.1: a reply without known length may come in chunks
  bool expects_continue = false;
  // What a proxy says of its client, or anybody of anything: see client_address.hpp.
  ListField forwarded;
  ListField x_forwarded_for;
  // The lines of what `request` has as one.
  ListField accept;
  ListField accept_encoding;
  ListField if_none_match;
};

/// Parses a block that scan_head found complete. 0, or the status to fail with.
int parse_head(std::string_view block, const Limits& limits, RequestHead& head);

}  // namespace offpeak::http
