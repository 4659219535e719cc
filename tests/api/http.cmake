# The HTTP engine room, over real sockets.
offpeak_test(NAME test_http THREADS
  SOURCES
    http/test_address.cpp
    http/test_behind_proxy.cpp
    http/test_client_address.cpp
    http/test_conditional.cpp
    http/test_content_coding.cpp
    http/test_exceptions.cpp
    http/test_gzip.cpp
    http/test_kernel_memory.cpp
    http/test_limits.cpp
    http/test_parts.cpp
    http/test_pipeline.cpp
    http/test_proxy_protocol.cpp
    http/test_refusals.cpp
    http/test_request_framer.cpp
    http/test_request_head.cpp
    http/test_requests.cpp
    http/test_stop.cpp
    http/test_stream.cpp
    http/test_unix_socket.cpp
  LIBRARIES offpeak_http Boost::headers PkgConfig::libdeflate)
