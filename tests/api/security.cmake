offpeak_test(NAME test_security THREADS
  SOURCES test_digest.cpp test_identity.cpp test_keys.cpp test_rate_limit.cpp test_tokens.cpp
  LIBRARIES offpeak_security Threads::Threads)
