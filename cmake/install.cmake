# What is installed (packaging/README.md), and the Debian package of it.
set(packaging ${PROJECT_SOURCE_DIR}/packaging)
set(made ${PROJECT_BINARY_DIR}/packaging)

install(TARGETS offpeak RUNTIME DESTINATION bin)

# As in the sources, so that the program finds them the same way.
set(assets share/offpeak)
install(FILES api/openapi.yaml DESTINATION ${assets}/api)
install(DIRECTORY web/docs DESTINATION ${assets}/web)
install(DIRECTORY build/web DESTINATION ${assets}/build PATTERN ".built" EXCLUDE)
install(DIRECTORY loadtest/simulation/report DESTINATION ${assets}/loadtest/simulation
  FILES_MATCHING PATTERN "*.html" PATTERN "*.css" PATTERN "*.js")
install(FILES web/node_modules/echarts/dist/echarts.min.js
  DESTINATION ${assets}/web/node_modules/echarts/dist OPTIONAL)
foreach(file IN ITEMS swagger-ui.css swagger-ui-bundle.js favicon-32x32.png LICENSE NOTICE)
  install(FILES web/node_modules/swagger-ui-dist/${file}
    DESTINATION ${assets}/web/node_modules/swagger-ui-dist OPTIONAL)
endforeach()
foreach(file IN ITEMS LICENSE NOTICE)
  install(FILES web/node_modules/echarts/${file} DESTINATION ${assets}/web/node_modules/echarts OPTIONAL)
endforeach()
install(DIRECTORY config/scenarios config/schema DESTINATION ${assets}/examples)

# The example city: files that an operator changes, and that an update leaves alone then.
set(settings config/hangzhou.yaml config/online.yaml packaging/hangzhou.env)
install(FILES ${settings} DESTINATION etc/offpeak)
install(FILES config/calendars/cn.yaml DESTINATION etc/offpeak/calendars)
install(FILES config/demand/hangzhou.yaml DESTINATION etc/offpeak/demand)
string(JOIN "\n" conffiles /etc/offpeak/hangzhou.yaml /etc/offpeak/online.yaml /etc/offpeak/hangzhou.env
  /etc/offpeak/calendars/cn.yaml /etc/offpeak/demand/hangzhou.yaml "")
file(WRITE ${made}/conffiles "${conffiles}")

# Both units are one text.
set(OFFPEAK_UNIT_WHAT "server")
set(OFFPEAK_UNIT_CONFLICTS "")
set(OFFPEAK_UNIT_OPTIONS "")
configure_file(${packaging}/offpeak.service.in ${made}/offpeak@.service @ONLY)
set(OFFPEAK_UNIT_WHAT "one of two servers")
set(OFFPEAK_UNIT_CONFLICTS "Conflicts=offpeak@%i.service")
set(OFFPEAK_UNIT_OPTIONS " --standby")
configure_file(${packaging}/offpeak.service.in ${made}/offpeak-standby@.service @ONLY)
install(FILES ${made}/offpeak@.service ${made}/offpeak-standby@.service DESTINATION lib/systemd/system)
install(FILES ${packaging}/offpeak.sysusers.conf DESTINATION lib/sysusers.d RENAME offpeak.conf)
install(FILES ${packaging}/offpeak.tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME offpeak.conf)

# The program itself says which options it takes.
add_custom_command(OUTPUT ${made}/offpeak.1.gz ${made}/completion ${made}/changelog.gz
  COMMAND offpeak manual > ${made}/offpeak.1
  COMMAND gzip -9nf ${made}/offpeak.1
  COMMAND offpeak manual --bash-completion > ${made}/completion
  COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md > ${made}/changelog.gz
  DEPENDS offpeak ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  VERBATIM)
add_custom_target(manual ALL DEPENDS ${made}/offpeak.1.gz)
install(FILES ${made}/offpeak.1.gz DESTINATION share/man/man1)
install(FILES ${made}/completion DESTINATION share/bash-completion/completions RENAME offpeak)
install(FILES ${made}/changelog.gz ${packaging}/copyright README.md docs/operations.md docs/security.md
  docs/sign-in.md docs/pages.md DESTINATION share/doc/offpeak)
install(DIRECTORY docs/front docs/monitoring DESTINATION share/doc/offpeak)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME offpeak)
set(CPACK_PACKAGE_VENDOR "Offpeak")
set(CPACK_PACKAGE_CONTACT "Offpeak <offpeak@offpeak.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "appointments and queues for a city's entry-exit halls")
set(CPACK_PACKAGE_DESCRIPTION "Books appointments, calls numbers and tells waits, for all halls of a city;
simulates and plans its days.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${packaging}/etc_to_root.cmake)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "redis-server, nginx | haproxy | caddy")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${made}/conffiles ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm)
include(CPack)
