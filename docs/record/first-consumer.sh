#!/usr/bin/env bash
# The first consumer of the README: a webhook receiver, Peerflow with it as a sink, one request. Prints what the
# receiver prints. Ports can be chosen, so that a test may run beside others.
set -euo pipefail
cd "$(dirname "$0")/../.."
hook="${HOOK_PORT:-8080}" cloud="${CLOUD_PORT:-9000}"
log=$(mktemp) received=$(mktemp)
trap 'kill "${receiver:-0}" "${sandbox:-0}" 2>/dev/null || true; rm -f "$log" "$received"' EXIT

PEERFLOW_WEBHOOK_SECRET="whsec_$(head -c 32 /dev/urandom | base64)"
export PEERFLOW_WEBHOOK_SECRET
PORT=$hook node examples/consumers/webhook.mjs >"$received" &
receiver=$!
PEERFLOW_SINKS="http://127.0.0.1:$hook/" PEERFLOW_WEBHOOK_ALLOW=127.0.0.1 \
  node --import tsx sandbox/cli/start.ts --port "$cloud" >"$log" 2>&1 &
sandbox=$!

# Until a condition holds, for two minutes at most.
until_true() {
  for _ in $(seq 240); do
    if "$@"; then return 0; fi
    sleep 0.5
  done
  cat "$log" >&2
  return 1
}
until_true grep -q 'listen on' "$log"
curl --silent --show-error --output /dev/null "http://127.0.0.1:$cloud/peerings" \
  -H 'content-type: application/json' \
  -d '{"regionId":"cn-hangzhou","vpcId":"vpc-hub","acceptingVpcId":"vpc-spoke1","routes":"both"}'
until_true grep -q 'Routes:Ready' "$received"
grep 'peerflow:' "$received"
