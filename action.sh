#!/usr/bin/env bash
# The logic of the action, with nothing but bash, git, curl and the tools that POSIX has: action.yml only calls it.
#
#     action.sh install   find or download the binary; say where to build it where there is none
#     action.sh build     build it from the source beside this script
#     action.sh check     compare with the base that the event names, and tell of what came of it
#     action.sh pack TARGET BINARY DIRECTORY   make the release's assets for a target, as `install` wants them
#
# Everything from outside comes in variables of the environment, is quoted wherever it is used, and is never run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
temp=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
home=$temp/straggler

# --- saying things -------------------------------------------------------------------------------------------------

# A text as the data of a workflow command.
data() {
  local text=$1
  text=${text//%/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '%s' "$text"
}

notice() { printf '::notice title=straggler::%s\n' "$(data "$1")"; }
warning() { printf '::warning title=straggler::%s\n' "$(data "$1")"; }

# Ends a run that has no verdict: $1 is the exit code, $2 what to say.
fail() {
  printf '::error title=straggler::%s\n' "$(data "$2")"
  if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
    # Indented text is code, whatever is in it.
    { printf '### ⚠️ Straggler has no verdict\n\n'; printf '%s\n' "$2" | sed 's/^/    /'; } >>"$GITHUB_STEP_SUMMARY"
  fi
  finish "$1"
}

# Ends a run that has been told about. One that ends otherwise is no verdict, and least of all that something was added.
finish() {
  trap - EXIT
  exit "$1"
}
trap 'fail 3 "The script of the action ended before its time; the log says why."' EXIT

# Sets an output of the step; a value is one line.
output() { printf '%s=%s\n' "$1" "$(printf '%s' "$2" | tr '\r\n' '  ')" >>"${GITHUB_OUTPUT:-/dev/null}"; }

# What is said by others must not be read as a command.
quote_log() {
  local token
  [[ -s $1 ]] || return 0
  token=straggler-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  cat -- "$1"
  printf '\n::%s::\n' "$token"
}

# --- the binary ----------------------------------------------------------------------------------------------------

# The one place that knows what an asset is called.
asset() { printf 'straggler-%s.tar.gz' "$1"; }

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-64
}

own_version() { sed -n 's/^version = "\(.*\)"$/\1/p' "$here/Cargo.toml" | head -n 1; }

executable() { if [[ $(system) == Windows ]]; then printf 'straggler.exe'; else printf 'straggler'; fi; }

system() {
  case ${RUNNER_OS:-$(uname -s)} in
    Linux) printf 'Linux' ;;
    macOS | Darwin) printf 'macOS' ;;
    Windows | MINGW* | MSYS* | CYGWIN*) printf 'Windows' ;;
    *) printf 'unknown' ;;
  esac
}

# The targets whose binaries may run here, best first.
targets() {
  local machine
  case ${RUNNER_ARCH:-$(uname -m)} in
    X64 | x86_64 | amd64) machine=x86_64 ;;
    ARM64 | arm64 | aarch64) machine=aarch64 ;;
    *) return 0 ;;
  esac
  case $(system) in
    # Where the C library is another or an older one, the static binary runs.
    Linux) printf '%s\n' "$machine-unknown-linux-gnu" "$machine-unknown-linux-musl" ;;
    macOS) printf '%s\n' "$machine-apple-darwin" ;;
    # Windows on ARM runs these too.
    Windows) printf '%s\n' x86_64-pc-windows-msvc ;;
  esac
}

# Gets a file of a release.
download() {
  curl --fail --silent --show-error --location --retry 3 --max-time 300 --proto "$protocols" --output "$2" -- "$1"
}

# Downloads and unpacks the release $1 for the target $2. A checksum that is missing or wrong ends the run: what lies
# there is not what was released.
get_release() {
  local name url archive wanted got
  name=$(asset "$2")
  url=$releases/v$1/$name
  archive=$home/$name
  download "$url" "$archive" || return 1
  download "$url.sha256" "$archive.sha256" || fail 3 "There is no checksum for $url."
  wanted=$(cut -c 1-64 "$archive.sha256" | head -n 1)
  got=$(sha256 <"$archive")
  if [[ ! $wanted =~ ^[0-9a-f]{64}$ || $wanted != "$got" ]]; then
    fail 3 "The checksum of $url is $got and should be $wanted."
  fi
  # Through the standard input, for `D:` is another machine to some.
  tar -xz -C "$home/bin" -f - "$(executable)" <"$archive" || fail 3 "$url cannot be unpacked."
  "$home/bin/$(executable)" --version >/dev/null 2>&1
}

install() {
  local asked=${VERSION:-} version target
  rm -rf -- "$home"
  mkdir -p "$home/bin"
  printf '%s\n' "$home/bin" >>"${GITHUB_PATH:-/dev/null}"
  version=${asked#v}
  version=${version:-$(own_version)}
  [[ $version =~ ^[0-9A-Za-z.+-]+$ ]] || fail 2 "\`$asked\` is no version: name one like 0.1.0, or \`source\`."
  # A mirror may lie anywhere; what is asked of GitHub goes over TLS.
  protocols='=https'
  releases=${STRAGGLER_RELEASES:-}
  if [[ -n $releases ]]; then
    protocols='=https,http,file'
  elif [[ -n ${ACTION_REPOSITORY:-} ]]; then
    releases=${GITHUB_SERVER_URL:-https://github.com}/$ACTION_REPOSITORY/releases/download
  fi
  if [[ -n $releases && $version != source ]]; then
    for target in $(targets); do
      if get_release "$version" "$target"; then
        printf 'straggler %s for %s, its checksum verified\n' "$version" "$target"
        return 0
      fi
    done
    rm -f -- "$home/bin/$(executable)"
    [[ -z $asked ]] || fail 3 "There is no release $version of straggler for this machine in $releases."
  fi
  printf 'No release to download: building what lies beside the action.\n'
  output build true
  output directory "$home/bin"
  output key "straggler-$(system)-${RUNNER_ARCH:-$(uname -m)}-$(hash_of_source)"
}

# What the binary is made of.
hash_of_source() {
  (
    cd "$here"
    find Cargo.toml Cargo.lock src rules -type f | LC_ALL=C sort | while IFS= read -r file; do
      printf '%s ' "$file"
      sha256 <"$file"
    done
  ) | sha256
}

build() {
  if [[ -x $home/bin/$(executable) ]]; then
    printf 'straggler comes from the cache\n'
    return 0
  fi
  command -v cargo >/dev/null || fail 3 'There is no release of straggler for this machine, and no Rust to build it with.'
  # From there, so that no configuration of the workspace has a say in it.
  (cd "$here" && cargo build --release --locked --bin straggler --target-dir "$home/build") \
    || fail 3 'straggler could not be built; the log says why.'
  mkdir -p "$home/bin"
  mv "$home/build/release/$(executable)" "$home/bin/"
  rm -rf -- "$home/build"
}

pack() {
  local target=$1 binary=$2 directory=$3 name
  name=$(asset "$target")
  mkdir -p "$directory"
  tar -cz -f - -C "$(dirname "$binary")" "$(basename "$binary")" \
    -C "$here" README.md LICENSE-APACHE LICENSE-MIT >"$directory/$name"
  printf '%s  %s\n' "$(sha256 <"$directory/$name")" "$name" >"$directory/$name.sha256"
}

# --- the base ------------------------------------------------------------------------------------------------------

is_commit() { [[ $1 =~ ^[0-9a-f]{40,64}$ ]]; }
has() { git rev-parse --quiet --verify "$1^{commit}" >/dev/null 2>&1; }
meet() { git merge-base "$1" "$2" >/dev/null 2>&1; }
is_shallow() { [[ $(git rev-parse --is-shallow-repository) == true ]]; }
# Of the commit itself, for a shallow clone denies that it has any.
parents() { git cat-file commit "$1" | sed -n '/^$/q; s/^parent //p' | tr '\n' ' '; }

# Fetches what is named after the option $1, which may be empty. Where the checkout kept no credentials, the second try brings the token along.
fetch() {
  local log=$temp/straggler.fetch server=${GITHUB_SERVER_URL:-https://github.com}
  local -a options=(--quiet --no-tags --no-recurse-submodules)
  [[ -z $1 ]] || options+=("$1")
  shift
  # After the dashes nothing is an option, whatever it looks like.
  git fetch "${options[@]}" -- "$remote" "$@" 2>"$log" && return 0
  if [[ -n ${INPUT_TOKEN:-} && $(git remote get-url "$remote") == "$server"/* ]]; then
    GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_1=http.$server/.extraheader \
      GIT_CONFIG_VALUE_1="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$INPUT_TOKEN" | base64 | tr -d '\n')" \
      git fetch "${options[@]}" -- "$remote" "$@" 2>"$log" && return 0
  fi
  quote_log "$log"
  return 1
}

# Gets the commit $1 and enough history for it to meet $2. What is fetched to have it is $3, or the commit itself.
# A whole clone is never made a shallow one, and a shallow one is deepened no further than it needs.
reach() {
  local base=$1 head what=${3:-$1} least depth
  is_commit "$base" || [[ $base == refs/* ]] || return 1
  head=$(git rev-parse "$2")
  has "$base" && meet "$base" "$head" && return 0
  if ! is_shallow; then
    fetch '' "$what" && has "$base"
    return
  fi
  least=$(git rev-list --count --first-parent HEAD)
  for depth in 50 500 5000; do
    if ((depth >= least)); then
      fetch --depth="$depth" "$what" "$head" || break
      has "$base" && meet "$base" "$head" && return 0
    fi
  done
  fetch --unshallow && { has "$base" || fetch '' "$what"; } && has "$base"
}

# Compares with where the branch $1 was left.
from_branch() {
  local ref=refs/remotes/$remote/$1
  git check-ref-format "$ref" || fail 2 "\`$1\` is no name of a branch."
  # The branch as it is now, for the head may have merged more of it than is known here.
  is_shallow || fetch '' "+refs/heads/$1:$ref" || true
  reach "$ref" "$2" "+refs/heads/$1:$ref" || unreachable "the branch $1"
  base=$ref
  why="where it left $1"
}

unreachable() {
  fail 3 "There is nothing to compare with: $1 could not be fetched from $remote. Let actions/checkout clone with \`fetch-depth: 0\`."
}

# What a pull request did. Its merge commit tells, whose first parent is the branch that it goes to, as it was then; the
# base that the event names is older, and would make the pull request answer for what others merged meanwhile.
of_pull_request() {
  local now first second sha=${GITHUB_SHA:-}
  now=$(git rev-parse HEAD)
  read -r first second _ <<<"$(parents "$now")"
  # There it is the tip of the branch, and what that has merged is another pull request.
  [[ $GITHUB_EVENT_NAME != pull_request_target ]] || sha=''
  if [[ -n $second && $now != "${EVENT_PULL_HEAD:-}" && ($second == "${EVENT_PULL_HEAD:-}" || $now == "$sha") ]]; then
    if ! has "$first"; then
      fetch --deepen=1 "$now" || true
      has "$first" || unreachable "the first parent of $now"
    fi
    base=$first
    why='the first parent of the merge commit'
  elif [[ $GITHUB_EVENT_NAME == pull_request_target && $now != "${EVENT_PULL_HEAD:-}" ]]; then
    # The branch itself is checked out, and what the pull request brings is read from the object store: nothing of it
    # lands on the disk, where something might run it.
    reach "$EVENT_PULL_HEAD" "$now" "refs/pull/$EVENT_PULL_NUMBER/head" || unreachable 'the head of the pull request'
    base=$now
    head=$EVENT_PULL_HEAD
    why='where the pull request left the branch'
  else
    from_branch "${EVENT_PULL_BASE:-${GITHUB_BASE_REF:-}}" "$now"
  fi
}

of_push() {
  local before=${EVENT_BEFORE:-} branch=${EVENT_DEFAULT_BRANCH:-}
  if [[ ! $before =~ ^0*$ ]]; then
    if reach "$before" HEAD; then
      base=$before
      why='what was there before the push'
      return 0
    fi
    printf 'What was there before the push is gone, as after a forced one.\n'
    [[ $branch != "${GITHUB_REF_NAME:-}" ]] || unreachable "$before"
  fi
  # The first push of a branch; that of the first branch has nothing before it.
  if [[ -n $branch && $branch != "${GITHUB_REF_NAME:-}" ]]; then
    from_branch "$branch" HEAD
  fi
}

# Sets `base` to what to compare with, empty for nothing; `head` to what to look at, empty for the working tree.
find_base() {
  base='' head='' why=''
  remote=$(git remote | grep -x origin || git remote | head -n 1)
  if [[ -n ${INPUT_BASE:-} ]]; then
    [[ $INPUT_BASE != -* ]] || fail 2 "\`$INPUT_BASE\` is no commit."
    why='what was asked for'
    base=$INPUT_BASE
    if ! is_commit "$base" && has "$base"; then base=$(git rev-parse --verify "$base^{commit}"); fi
    if is_commit "$base"; then
      reach "$base" HEAD || unreachable "$base"
    else
      from_branch "${base#"$remote"/}" HEAD
    fi
    return 0
  fi
  case ${GITHUB_EVENT_NAME:-} in
    pull_request*) of_pull_request ;;
    push) of_push ;;
    merge_group)
      base=${EVENT_GROUP_BASE:-}
      why='the base of the merge group'
      reach "$base" HEAD || unreachable "$base"
      ;;
  esac
}

# A clone that left the blobs out has git fetch those that differ.
get_blobs() {
  git config --get-regexp '^remote\..*\.promisor$' >/dev/null || return 0
  git diff --numstat --no-renames "$(git merge-base "$base" "${head:-HEAD}")" ${head:+"$head"} >/dev/null || true
}

# --- the comment ---------------------------------------------------------------------------------------------------

# Asks GitHub: $1 is the request. What it says, or why it says nothing, is in `answer`.
ask() {
  printf '%s' "$1" >"$temp/straggler.request"
  answer=$(
    # The token is no argument, which others could see.
    printf 'header = "Authorization: Bearer %s"\n' "${INPUT_TOKEN:-}" \
      | curl --config - --silent --show-error --max-time 30 --header 'Content-Type: application/json' \
        --data-binary "@$temp/straggler.request" -- "${GITHUB_GRAPHQL_URL:-https://api.github.com/graphql}" 2>&1
  )
}

# A file as a string of JSON.
json() {
  printf '"'
  tr -d '\000-\010\013-\037' <"$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e $'s/\t/\\\\t/g' | awk '{ printf "%s\\n", $0 }'
  printf '"'
}

# The id of the comment that this action wrote before, and that of the pull request. Fields are answered in the order in
# which they are asked for, and a quote within a text is never a bare one: so patterns find them.
find_comment() {
  local query after='null' mark=$1
  # shellcheck disable=SC2016 # These are GraphQL's own variables.
  query='query($owner:String!,$name:String!,$number:Int!,$after:String){repository(owner:$owner,name:$name){pullRequest(number:$number){id comments(first:100,after:$after){pageInfo{hasNextPage endCursor}nodes{id viewerDidAuthor body}}}}}'
  while :; do
    ask "{\"query\":\"$query\",\"variables\":{\"owner\":\"${GITHUB_REPOSITORY%%/*}\",\"name\":\"${GITHUB_REPOSITORY#*/}\",\"number\":$EVENT_PULL_NUMBER,\"after\":$after}}" || return 1
    [[ $answer =~ \"pullRequest\":\ *\{\"id\":\ *\"([A-Za-z0-9_=-]+)\" ]] || return 1
    pull=${BASH_REMATCH[1]}
    comment=$(grep -oE "\"id\": *\"[A-Za-z0-9_=-]+\", *\"viewerDidAuthor\": *true, *\"body\": *\"[^\"]{1,6}!-- $mark --" <<<"$answer" | head -n 1 | cut -d '"' -f 4)
    [[ -z $comment && $answer =~ \"hasNextPage\":\ *true,\ *\"endCursor\":\ *(\"[A-Za-z0-9_=+/:-]+\") ]] || return 0
    after=${BASH_REMATCH[1]}
  done
}

# Writes the one comment of the pull request anew. Whatever goes wrong, the summary of the run tells the same.
write_comment() {
  local page=$1 is_news=$2 mark pull='' comment='' answer='' mutation
  [[ ${EVENT_PULL_NUMBER:-} =~ ^[0-9]+$ ]] || return 0
  mark="straggler $(printf '%s\n' "${INPUT_WORKING_DIRECTORY:-}" "${INPUT_PATHS:-}" "${INPUT_CONFIG:-}" | sha256 | cut -c 1-12)"
  if find_comment "$mark"; then
    [[ -n $comment || $is_news == true ]] || return 0
    { printf '<!-- %s -->\n' "$mark"; cat "$page"; } >"$temp/straggler.comment"
    if [[ -n $comment ]]; then
      mutation="updateIssueComment(input:{id:\\\"$comment\\\",body:\$body}){issueComment{url}}"
    else
      mutation="addComment(input:{subjectId:\\\"$pull\\\",body:\$body}){commentEdge{node{url}}}"
    fi
    ask "{\"query\":\"mutation(\$body:String!){$mutation}\",\"variables\":{\"body\":$(json "$temp/straggler.comment")}}" || true
    [[ ! $answer =~ \"url\":\ *\"http ]] || return 0
  fi
  if [[ $answer =~ not\ accessible|FORBIDDEN|Bad\ credentials ]]; then
    notice "The token may not write comments, as on a pull request from a fork: the report is in the run's summary. In the same repository the job needs \`pull-requests: write\`."
  else
    printf '%s\n' "$answer" | head -c 2000 >"$temp/straggler.answer"
    quote_log "$temp/straggler.answer"
    warning "The comment could not be written: the report is in the run's summary."
  fi
}

# --- the check -----------------------------------------------------------------------------------------------------

# Adds each line of $1 to `more`, $2 before it.
add_lines() {
  local line
  while IFS= read -r line; do
    line=${line%$'\r'}
    [[ -z $line ]] || more+=("$2$line")
  done <<<"$1"
}

# Goes to the top of the repository, for services know files by where they are from there; `prefix` is what was left.
enter() {
  cd -- "${GITHUB_WORKSPACE:-.}"
  cd -- "${INPUT_WORKING_DIRECTORY:-.}" || fail 2 "There is no directory \`$INPUT_WORKING_DIRECTORY\`."
  # In a container, the files may be somebody else's.
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' GIT_TERMINAL_PROMPT=0
  prefix=$(git rev-parse --show-prefix 2>/dev/null) || fail 3 'There is no git repository here: run actions/checkout first, where git is installed.'
  cd -- "$(git rev-parse --show-toplevel)"
}

arguments() {
  more=(check --color never --format github --output "markdown=$page" --output "jsonl=$records")
  if [[ -n $base ]]; then
    more+=(--base "$(git rev-parse --verify "$base^{commit}")")
    [[ -z $head ]] || more+=(--head "$head")
    [[ -z ${INPUT_FAIL_ON:-} ]] || more+=(--fail-on "$INPUT_FAIL_ON")
    [[ -z ${INPUT_MAX_NEW:-} ]] || more+=(--max-new "$INPUT_MAX_NEW")
  elif [[ ${INPUT_FAIL_ON:-} == added ]]; then
    more+=(--fail-on never)
  elif [[ -n ${INPUT_FAIL_ON:-} ]]; then
    more+=(--fail-on "$INPUT_FAIL_ON")
  fi
  [[ -z ${INPUT_CONFIG:-} ]] || more+=(--config "$prefix$INPUT_CONFIG")
  [[ -z ${INPUT_SARIF:-} ]] || more+=(--output "sarif=${GITHUB_WORKSPACE:-$PWD}/$INPUT_SARIF")
  add_lines "${INPUT_ARGS:-}" ''
  more+=(--)
  if [[ -n ${INPUT_PATHS:-} ]]; then add_lines "$INPUT_PATHS" "$prefix"; elif [[ -n $prefix ]]; then more+=("$prefix"); fi
}

# How many records match. Within a text a quote is never a bare one, so only keys match.
number() { grep -cE "$1" "$records" || true; }

# What the step puts out, and whether there is anything to tell a pull request.
count() {
  local open='"role":"[a-z]+",("ambiguous":true,)?"status":"open"'
  is_news=false
  output remaining "$(number "$open")"
  [[ -z ${INPUT_SARIF:-} ]] || output sarif "$INPUT_SARIF"
  [[ -n $base ]] || return 0
  output added "$(number "$open.*\"change\":\"(added|unsuppressed)\"")"
  output removed "$(number '"status":"open","severity":"[a-z]+","scope":"[^"]*","change":"removed"')"
  if grep -qE '"change":"(added|unsuppressed|rule-added|moved|removed)"' "$records"; then is_news=true; fi
}

check() {
  local base head why remote prefix is_news code=0 page=$temp/straggler.md records=$temp/straggler.jsonl log=$temp/straggler.log
  local -a more
  enter
  find_base
  if [[ -n $base ]]; then
    get_blobs
    printf 'Comparing with %s, %s.\n' "$(git rev-parse --short "$base")" "$why"
  else
    printf 'Nothing to compare with: this is about everything that is left.\n'
  fi
  arguments
  rm -f -- "$page" "$records"
  "$home/bin/$(executable)" "${more[@]}" 2>"$log" || code=$?
  quote_log "$log"
  case $code in
    0 | 1) ;;
    2) fail 2 "Straggler was asked for what it cannot do. $(head -c 4000 "$log")" ;;
    3) fail 3 "Straggler has no verdict. $(head -c 4000 "$log")" ;;
    *) fail 3 "Straggler ended with $code. $(head -c 4000 "$log")" ;;
  esac
  [[ -z $base ]] || printf '\n<sub>Compared with %s, %s.</sub>\n' "$(git rev-parse --short "$base")" "$why" >>"$page"
  count
  cat -- "$page" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
  if [[ ${INPUT_COMMENT:-} == true ]]; then write_comment "$page" "$is_news"; fi
  finish "$code"
}

case ${1:-} in
  install) install ;;
  build) build ;;
  check) check ;;
  pack) pack "$2" "$3" "$4" ;;
  *) fail 2 'Name what to do: install, build, check or pack.' ;;
esac
finish 0
