# The package's settings are in /etc, not below its prefix.
file(GLOB staged LIST_DIRECTORIES true "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/etc")
foreach(folder IN LISTS staged)
  cmake_path(GET folder PARENT_PATH prefix)
  cmake_path(GET prefix PARENT_PATH top)
  file(RENAME ${folder} ${top}/etc)
endforeach()
