#!/bin/sh
# Checks api/openapi.yaml against the rules in redocly.yaml and spectral.yaml; any finding is a failure.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../.." && pwd -P)

# Nothing leaves the machine: no usage reports, no question for a newer version.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

redocly=$root/web/node_modules/@redocly/cli/bin/cli.js
spectral=$here/node_modules/@stoplight/spectral-cli/dist/index.js
if [ ! -f "$redocly" ] || [ ! -f "$spectral" ]; then
  echo "npm packages are missing: run script/bootstrap test" >&2
  exit 2
fi
node "$redocly" lint --config "$here/redocly.yaml" "$root/api/openapi.yaml"
node "$spectral" lint --ruleset "$here/spectral.yaml" --fail-severity hint "$root/api/openapi.yaml"
