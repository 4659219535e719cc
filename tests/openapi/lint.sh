#!/bin/sh
# Checks api/openapi.yaml against the rules in redocly.yaml; any finding is a failure.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../.." && pwd -P)

# Nothing leaves the machine: no usage reports, no question for a newer version.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

redocly=$root/web/node_modules/@redocly/cli/bin/cli.js
if [ ! -f "$redocly" ]; then
  echo "npm packages are missing: run script/bootstrap test" >&2
  exit 2
fi
exec node "$redocly" lint --config "$here/redocly.yaml" "$root/api/openapi.yaml"
