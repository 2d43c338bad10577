#!/bin/sh
# Compares a tunnel between two network namespaces with the cable that it runs over: `sudo env "PATH=$PATH" sh tunnel.sh`.
# Needs Linux, root, iproute2 and Node. Options go to `wyndrvr compare`. What the script makes, it removes when it ends.
set -eu

wyndrvr=${WYNDRVR:-npx --yes wyndrvr}
near=near-$$
far=far-$$

# With the namespaces go the cable and the tunnel.
remove() {
  for side in "$near" "$far"; do ip netns delete "$side" 2>/dev/null || true; done
}
trap remove EXIT
trap 'exit 1' HUP INT TERM

# The cable: 10.0.0.1 is the near end, 10.0.0.2 the far one.
ip netns add "$near"
ip netns add "$far"
ip -n "$near" link add cable type veth peer name cable netns "$far"
ip -n "$near" address add 10.0.0.1/24 dev cable
ip -n "$far" address add 10.0.0.2/24 dev cable
for side in "$near" "$far"; do
  ip -n "$side" link set lo up
  ip -n "$side" link set cable up
done

# The tunnel: 10.9.0.1 and 10.9.0.2. Replace these lines with those of yours.
ip -n "$near" link add tunnel type vxlan id 9 local 10.0.0.1 remote 10.0.0.2 dstport 4789
ip -n "$far" link add tunnel type vxlan id 9 local 10.0.0.2 remote 10.0.0.1 dstport 4789
ip -n "$near" address add 10.9.0.1/24 dev tunnel
ip -n "$far" address add 10.9.0.2/24 dev tunnel
for side in "$near" "$far"; do ip -n "$side" link set tunnel up; done

# The server is in the far namespace and answers on both; the agent that measures it is in the near one.
$wyndrvr compare --server-from "ip netns exec $far" --from "ip netns exec $near" \
  --base 10.0.0.2:5001 --head 10.9.0.2:5001 "$@"
