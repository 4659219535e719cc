# Checks of api/openapi.yaml, and of the server's routes and recorded replies against it.
find_program(NODE_PROGRAM node REQUIRED)
set(openapi_checks ${PROJECT_SOURCE_DIR}/tests/openapi)

add_test(NAME openapi_lint COMMAND ${openapi_checks}/lint.sh)
add_test(NAME openapi_self_test COMMAND ${NODE_PROGRAM} ${openapi_checks}/self_test.mjs)
add_test(NAME openapi_generators COMMAND ${NODE_PROGRAM} --test ${openapi_checks}/generators.test.mjs)
add_test(NAME openapi_clients COMMAND ${NODE_PROGRAM} --test ${openapi_checks}/clients/clients.test.mjs)
set_tests_properties(openapi_clients PROPERTIES ENVIRONMENT OFFPEAK_PROGRAM=$<TARGET_FILE:offpeak>)
add_test(NAME config_schema
  COMMAND ${NODE_PROGRAM} ${openapi_checks}/validate_config_schema.mjs)

set(routes ${CMAKE_CURRENT_BINARY_DIR}/routes.txt)
add_custom_command(OUTPUT ${routes}
  COMMAND list_routes > ${routes}
  DEPENDS list_routes
  VERBATIM)
add_custom_target(routes_list ALL DEPENDS ${routes})

add_test(NAME openapi_exchanges
  COMMAND ${NODE_PROGRAM} ${openapi_checks}/validate_exchanges.mjs ${exchanges} ${routes})
set_tests_properties(test_api_routes PROPERTIES FIXTURES_SETUP api_exchanges)
set_tests_properties(openapi_exchanges PROPERTIES FIXTURES_REQUIRED api_exchanges)
