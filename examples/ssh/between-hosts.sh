#!/bin/sh
# Measures the path between two other machines, from this one: `sh between-hosts.sh <near> <far> <address of far>`. The server
# runs on the far machine, and the agent that measures it on the near one; both end with this script. Options go to
# `wyndrvr client`. All three machines need Node.
set -eu

near=$1
far=$2
address=$3
shift 3
ssh=${SSH:-ssh}
wyndrvr=${WYNDRVR:-npx --yes wyndrvr}

$wyndrvr client --server-from "$ssh $far $wyndrvr server" --from "$ssh $near $wyndrvr agent" --host "$address" "$@"
