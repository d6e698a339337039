# The manager's REST. Every request and its answer stay in LAB_OUT/rest. Sourced; wants LAB_OUT and MANAGER_PORT.
# shellcheck shell=bash

# rest STATUS METHOD PATH [BODY]: prints the body of the answer; fails if the answer has another status (several: 200|202).
rest() {
  local wanted=$1 method=$2 path=$3 body=${4-} name status
  name=$LAB_OUT/rest/$(date +%H%M%S.%N)-$method-${path//[^A-Za-z0-9]/_}
  mkdir -p "$LAB_OUT/rest"
  [[ -z $body ]] || printf '%s\n' "$body" >"$name.request.json"
  status=$(curl -sS --max-time 60 -o "$name.json" -w '%{http_code}' -X "$method" \
    ${body:+-H 'Content-Type: application/json' --data-binary "$body"} \
    "http://127.0.0.1:$MANAGER_PORT$path") || fail "$method $path: no answer from the manager" "read $LAB_OUT/manager.log"
  [[ $status =~ ^($wanted)$ ]] || fail "$method $path answered $status, expected $wanted: $(<"$name.json")"
  cat "$name.json"
}

# field FILTER: prints what a jq filter finds in the JSON on standard input.
field() {
  jq -er "$1"
}

# expect_problem STATUS NAME METHOD PATH BODY: fails unless the request is rejected with this status and problem type.
expect_problem() {
  local problem
  problem=$(rest "$1" "$3" "$4" "$5")
  [[ $(jq -r .type <<<"$problem") == "urn:bailiff:problem:$2" ]] || fail "$3 $4 has another problem type than $2: $problem"
  say "  rejected: $(field '"\(.detail). \(.remedy)"' <<<"$problem")"
}
