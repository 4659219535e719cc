offpeak_test(NAME test_security THREADS
  SOURCES
    security/issuer_keys.cpp
    security/test_check_in_codes.cpp
    security/test_digest.cpp
    security/test_identity.cpp
    security/test_issued_tokens.cpp
    security/test_issuers.cpp
    security/test_keys.cpp
    security/test_pace.cpp
    security/test_rate_limit.cpp
    security/test_revoked_tokens.cpp
    security/test_tokens.cpp
  LIBRARIES offpeak_security offpeak_core Boost::json Threads::Threads)
