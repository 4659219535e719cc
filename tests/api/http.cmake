# The HTTP engine room, over real sockets.
offpeak_test(NAME test_http THREADS
  SOURCES
    test_http_exceptions.cpp
    test_http_limits.cpp
    test_http_parts.cpp
    test_http_pipeline.cpp
    test_http_refusals.cpp
    test_http_request_framer.cpp
    test_http_request_head.cpp
    test_http_requests.cpp
    test_http_stop.cpp
    test_http_stream.cpp
  LIBRARIES offpeak_http Boost::headers)
