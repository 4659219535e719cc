offpeak_test(NAME test_security THREADS
  SOURCES security/test_digest.cpp security/test_identity.cpp security/test_keys.cpp security/test_rate_limit.cpp security/test_tokens.cpp
  LIBRARIES offpeak_security Threads::Threads)
